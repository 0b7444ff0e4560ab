using Nuke.Common;

internal interface IPreview : IHazEnvironment
{
    [Parameter("Preview exits with 2 when there are changes, with 0 when there are none")]
    bool DetailedExitcode => TryGetValue<bool?>(() => DetailedExitcode) ?? false;

    Target Preview => _ => _
        .Description("Shows the plan: what Deploy would change, as masked diffs; touches nothing")
        .Executes(async () =>
        {
            var plan = (await Session.ObserveAsync()).Plan;
            Session.Reports.Show(plan);
            if (plan.Unknown.Any()) ExitCode = 1;
            else if (DetailedExitcode && plan.HasChanges) ExitCode = 2;
        });
}
