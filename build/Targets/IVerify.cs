using GitLabHa.Operations.Deploying;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IVerify : IHazEnvironment
{
    Target Verify => _ => _
        .Description("Asks every component whether it is healthy; exit code 1 when a check fails")
        .After<IDecommission>()
        .OnlyWhenDynamic(
            () => Session.Changed > 0 || Session.Unverified is not null || InvokedTargets.Any(x => x.Name == nameof(Verify)),
            "something changed, or an earlier run did not end healthy")
        .Executes(async () =>
        {
            var verify = new VerifyOperation(Session);
            await Session.RunAsync(verify);
            ReportSummary(_ => _.AddPair("Checks", verify.Checks));
        });
}
