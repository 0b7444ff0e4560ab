using GitLabHa.Core;
using Serilog;

namespace GitLabHa.Operations;

/// <summary>Runs the phases of operations, one after the other.</summary>
public static class PhaseRunner
{
    /// <summary>
    /// Runs them until one fails or <paramref name="cancellationToken"/> is cancelled between two. What begun phases left is
    /// removed then, and what they opened is ended in any case, both in reverse order.
    /// </summary>
    public static async Task RunAsync(IOperation operation, CancellationToken cancellationToken)
    {
        var begun = new Stack<Phase>();
        try
        {
            foreach (var phase in operation.Phases)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!phase.IsNeeded()) continue;
                Log.Verbose("{Operation}: {Phase}", operation.Name, phase.Name);
                begun.Push(phase);
                await phase.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            if (failure is OperatorException && begun.TryPeek(out var failed))
                Log.Warning("{Operation} stopped: it could not {Phase}", operation.Name, failed.Name);
            await EachAsync(begun, x => x.OnFailure).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await EachAsync(begun, x => x.Finally).ConfigureAwait(false);
        }
    }

    // One that fails keeps none of the others from running, and hides nothing that went wrong before.
    private static async Task EachAsync(IEnumerable<Phase> phases, Func<Phase, Func<Task>?> pick)
    {
        foreach (var end in phases.Select(pick).OfType<Func<Task>>())
        {
            try
            {
                await end().ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperatorException or IOException or UnauthorizedAccessException)
            {
                Log.Warning("{What}", e.Message);
            }
        }
    }
}
