using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Applying;

/// <summary>Runs the steps of one node; throws an <see cref="OperatorException"/> when one fails.</summary>
internal sealed class StepRunner(SiteAccess site, Node node, SharedFileExchange shared)
{
    private const string MarkerScript =
        "umask 022; mkdir -p /var/lib/gitlab-ha && echo \"$1\" >/var/lib/gitlab-ha/applied.new && mv /var/lib/gitlab-ha/applied.new "
        + "/var/lib/gitlab-ha/applied";
    private const int ShownLines = 15;

    private readonly IConnection _connection = site.Connect(node);

    internal async Task<IRunEvents.Outcome> RunAsync(Step step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case Step.InstallPackage x:
                await CommandAsync(PackageCommands.Install(x.Package, x.Version), cancellationToken).ConfigureAwait(false);
                return IRunEvents.Outcome.Done;
            case Step.WriteFile x:
                await _connection.WriteAsync(x.File, x.BeforeSha256, cancellationToken).ConfigureAwait(false);
                return IRunEvents.Outcome.Done;
            case Step.CopySharedFile x:
                await CopyAsync(x, cancellationToken).ConfigureAwait(false);
                return IRunEvents.Outcome.Done;
            case Step.RunCommand x:
                await CommandAsync(x.Command, cancellationToken).ConfigureAwait(false);
                return IRunEvents.Outcome.Done;
            case Step.HandOver x:
                return await HandOverAsync(x, cancellationToken).ConfigureAwait(false);
            case Step.Satisfy x:
                return await SatisfyAsync(x.Ensure, cancellationToken).ConfigureAwait(false);
            case Step.WriteMarker x:
                await CommandAsync(Command.Shell("record the run", MarkerScript, x.Mark.Text), cancellationToken).ConfigureAwait(false);
                return IRunEvents.Outcome.Done;
            case Step.Await x:
                await site.Checks.AwaitAsync(x.Check, x.Deadline, cancellationToken).ConfigureAwait(false);
                return IRunEvents.Outcome.Done;
            default:
                throw new InvalidOperationException($"no runner for {step.GetType().Name}");
        }
    }

    private async Task CopyAsync(Step.CopySharedFile step, CancellationToken cancellationToken)
    {
        var content = await shared.ContentAsync(step, cancellationToken).ConfigureAwait(false);
        var file = new DesiredFile
        {
            Path = step.File.Path,
            Content = SecretText.Sealed(content),
            Owner = step.File.Owner,
            Mode = step.File.Mode,
            KeepsReplaced = true,
        };
        await _connection.WriteAsync(file, step.BeforeSha256, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>patronictl exits with 0 when a switchover was refused, so the node itself is asked.</summary>
    private async Task<IRunEvents.Outcome> HandOverAsync(Step.HandOver step, CancellationToken cancellationToken)
    {
        if (step.DecidedAtApply && !(await _connection.RunAsync(step.Way.IsPrimary, cancellationToken).ConfigureAwait(false)).Succeeded)
            return IRunEvents.Outcome.Skipped;
        var result = await _connection.RunAsync(step.Way.Move, cancellationToken).ConfigureAwait(false);
        var deadline = new Deadline(TimeSpan.FromSeconds(60));
        while ((await _connection.RunAsync(step.Way.IsPrimary, cancellationToken).ConfigureAwait(false)).Succeeded)
        {
            if (!result.Succeeded || deadline.HasPassed)
                throw Failure(step.Way.Move, result with { ExitCode = Math.Max(result.ExitCode, 1) });
            await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken).ConfigureAwait(false);
        }

        return IRunEvents.Outcome.Done;
    }

    /// <summary>Right after a reconfigure a service may still be on its way, so a failed attempt is repeated for a while.</summary>
    private async Task<IRunEvents.Outcome> SatisfyAsync(Ensure ensure, CancellationToken cancellationToken)
    {
        CommandResult last;
        var applied = false;
        var deadline = new Deadline(TimeSpan.FromSeconds(90));
        do
        {
            var probe = await _connection.RunAsync(ensure.Probe, cancellationToken).ConfigureAwait(false);
            if (probe.Succeeded) return applied ? IRunEvents.Outcome.Done : IRunEvents.Outcome.Skipped;
            last = await _connection.RunAsync(ensure.Apply, cancellationToken).ConfigureAwait(false);
            applied |= last.Succeeded;
            if (!last.Succeeded) await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
        while (!deadline.HasPassed);

        throw Failure(ensure.Apply, last);
    }

    private async Task CommandAsync(Command command, CancellationToken cancellationToken)
    {
        var result = await _connection.RunAsync(command, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded) throw Failure(command, result);
    }

    private OperatorException Failure(Command command, CommandResult result)
    {
        var how = result.ExitCode switch
        {
            CommandResult.TimedOut => $"did not end within {command.Timeout.TotalSeconds:0} s",
            CommandResult.Unreachable => "could not be run",
            CommandResult.Killed => "was killed",
            _ => $"failed with exit code {result.ExitCode}",
        };
        var lines = (result.Output + "\n" + result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(ShownLines);
        var shown = string.Concat(lines.Select(x => "\n    | " + site.Mask.Mask(x.TrimEnd())));
        var fix = result.ExitCode switch
        {
            PackageCommands.NoSuchVersion =>
                "Set gitlab.version in environment.yml to one that is offered, or add the repository that has it.",
            CommandResult.Killed =>
                "If the node was short of memory (dmesg -T | grep -i 'out of memory'), give it more; then rerun the command; it resumes "
                    + "at this step.",
            _ => "Fix the cause and rerun the command; it resumes at this step.",
        };
        return new OperatorException($"{command.Display} {how}", node.Name + shown, fix);
    }
}
