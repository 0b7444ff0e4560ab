using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Remote.Applying;

/// <summary>Brings every node to the version of a deployment, in the order of an upgrade; what is done already is left alone.</summary>
public sealed class HopRunner(Deployment deployment, UpgradeMode mode, StageRunner runner)
{
    private const string Never = "Do not put an older package back: the database may have moved on.";

    /// <summary>Makes the hop; returns how many nodes changed. A failure stops everything and says what is safe.</summary>
    public async Task<int> RunAsync(RunControl control)
    {
        try
        {
            await deployment.PlanAsync(control.Stop).ConfigureAwait(false);
            if (mode == UpgradeMode.WithDowntime) await StopAsync(control).ConfigureAwait(false);
            var changed = 0;
            foreach (var tier in UpgradeOrder.Of(deployment.Topology)) changed += await deployment.ApplyAsync(tier.Group, runner, control).ConfigureAwait(false);
            return changed + await deployment.ApplyAsync(Stage.Migrate, runner, control).ConfigureAwait(false);
        }
        catch (OperatorException failure)
        {
            var mend = failure.Fix.Contains("same command", StringComparison.Ordinal) ? failure.Fix : failure.Fix.TrimEnd('.') + ". Then run the same command again: it goes on where this one stopped.";
            throw new OperatorException(failure.Problem, failure.Where, $"{mend} {Never}");
        }
    }

    private async Task StopAsync(RunControl control)
    {
        var stopping = DowntimeSteps.Of(deployment.Desired, deployment.Observed);
        if (stopping.IsEmpty) return;
        await runner.ApplyAsync(Stage.Rails, stopping, _ => GroupRollout.Unordered, control).ConfigureAwait(false);
    }
}
