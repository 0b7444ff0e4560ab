using GitLabHa.Core;
using GitLabHa.Core.Upgrading;
using GitLabHa.Operations.Upgrading;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IUpgrade : IHazVersion, IHazDowntime, IHazBackups
{
    [Parameter("Upgrade ends after one hop")]
    bool OneHop => TryGetValue<bool?>(() => OneHop) ?? false;

    Target Upgrade => _ => _
        .Description("Brings a running site to another version, node by node with gates; rerun the command to resume where one stopped")
        .Requires(() => To)
        .Executes(async () =>
        {
            if (ZeroDowntime == WithDowntime)
                throw new OperatorException(
                    "Neither or both of --zero-downtime and --with-downtime are given.",
                    "--zero-downtime, --with-downtime",
                    "Give one of them: one minor at a time while people work, or from stop to stop with the site down.");
            var upgrade = new UpgradeOperation(
                Session, ZeroDowntime ? UpgradeMode.ZeroDowntime : UpgradeMode.WithDowntime, To!, OneHop, Places);
            await Session.RunAsync(upgrade);
            ReportSummary(_ => _.AddPair("Hops", upgrade.Hops));
        });
}
