using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>
/// The steps by which a node gives up roles: what it leads moves to nodes that stay before they are changed, its work ends, and when
/// they have been changed it stops and is forgotten.
/// </summary>
internal sealed class DepartureSteps(Departure departure, NodeObservation observed)
{
    // "unfinished" would make the next run repair the node; a node that was never in service is what it is from now on.
    private static string StopScript => EmbeddedScript.Of(typeof(DepartureSteps), "decommission.sh");

    private Node Node => departure.Node;

    private bool Answers => observed.Unreachable is null;

    /// <summary>The entries of the plan, in the stages before and after those of the nodes that stay.</summary>
    internal IEnumerable<NodePlan> Plans()
    {
        if (Answers && Entry(Stage.Prepare, Release()) is { HasChanges: true } release) yield return release;
        if (Entry(Stage.Decommission, End()) is { HasChanges: true } end) yield return end;
    }

    private IEnumerable<Step> Release()
    {
        if (!observed.Runs) yield break;
        foreach (var role in departure.Roles)
        {
            if (role.Rollout(departure.Context).HandOver is { IsHeld: true } way)
                foreach (var step in way.WavesOn(Node).SelectMany(x => x)) yield return step with { DecidedAtApply = true };
            foreach (var drain in role.Drains(departure.Context))
                yield return new Step.RunCommand
                {
                    Node = drain.On,
                    Command = drain.Out,
                    Reason = Why,
                    Risk = Risk.Disruptive,
                    MayFail = true,
                };
        }
    }

    private IEnumerable<Step> End()
    {
        if (departure.IsWhole && Answers)
        {
            // A failover may have made it the primary again.
            foreach (var way in departure.Roles.Select(x => x.Rollout(departure.Context).HandOver).OfType<HandOver>())
                yield return way.WavesOn(Node).Last()[0] with { DecidedAtApply = true };
            yield return new Step.RunCommand
            {
                Node = Node,
                Command = Command.Shell("stop and disable its services", StopScript) with { Timeout = TimeSpan.FromMinutes(10) },
                Reason = Why,
                Risk = Risk.Irreversible,
            };
        }

        foreach (var forget in departure.Roles.SelectMany(x => x.Forget(departure.Context)))
            yield return new Step.RunCommand
            {
                Node = forget.On,
                Command = forget.Command,
                Reason = Answers ? forget.Reason : $"{forget.Reason}; {Node} does not answer",
                Risk = Risk.Irreversible,
            };
    }

    private string Why => departure.Reason;

    private NodePlan Entry(Stage stage, IEnumerable<Step> steps) => new()
    {
        Node = Node,
        Stage = stage,
        Steps = [.. steps],
        NeverRan = false,
        Interrupts = false,
        Leaves = true,
    };
}
