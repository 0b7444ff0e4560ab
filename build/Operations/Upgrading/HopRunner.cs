using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Upgrading;
using GitLabHa.Operations.Deploying;
using GitLabHa.Remote.Applying;

namespace GitLabHa.Operations.Upgrading;

/// <summary>Brings every node to the version of a deployment, in the order of an upgrade; what is done already is left alone.</summary>
internal sealed class HopRunner(Deployment deployment, UpgradeMode mode, StageRunner runner)
{
    private const string Never = "Do not put an older package back: the database may have moved on.";

    /// <summary>Makes the hop; returns how many nodes changed. A failure stops everything and says what is safe.</summary>
    public async Task<int> RunAsync(RunControl control)
    {
        try
        {
            if (mode == UpgradeMode.WithDowntime) await StopAsync(control).ConfigureAwait(false);
            var changed = 0;
            foreach (var tier in UpgradeOrder.Of(deployment.Topology))
                changed += await deployment.ApplyAsync(tier.Group, runner, control).ConfigureAwait(false);
            return changed + await deployment.ApplyAsync(Stage.Migrate, runner, control).ConfigureAwait(false);
        }
        catch (OperatorException failure)
        {
            var fix = failure.Fix.Contains("rerun the command", StringComparison.Ordinal)
                ? failure.Fix
                : failure.Fix.TrimEnd('.') + ". Then rerun the command; it resumes at this step.";
            throw new OperatorException(failure.Problem, failure.Where, $"{fix} {Never}");
        }
    }

    private async Task StopAsync(RunControl control)
    {
        var site = await deployment.ObserveAsync(control.Stop).ConfigureAwait(false);
        var stopping = DowntimeSteps.Of(site.Desired, site.Observed);
        if (stopping.IsEmpty) return;
        await runner.ApplyAsync(Stage.Rails, stopping, _ => GroupRollout.Unordered, control).ConfigureAwait(false);
    }
}
