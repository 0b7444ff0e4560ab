using GitLabHa.Core;
using GitLabHa.Core.Upgrading;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IUpgrade : IHazVersion, IHazDowntime, IHazBackups
{
    [Parameter("Upgrade ends after one hop")]
    bool OneHop => TryGetValue<bool?>(() => OneHop) ?? false;

    Target Upgrade => _ => _
        .Description("Brings a running site to another version, node by node with gates; the same command goes on where one stopped")
        .Requires(() => To)
        .Executes(async () =>
        {
            if (ZeroDowntime == WithDowntime)
                throw new OperatorException(
                    "Say how: with or without downtime.", "--zero-downtime, --with-downtime", "Give one of them: one minor at a time while people work, or from stop to stop with the site down.");
            if (Limit is { Length: > 0 }) throw new OperatorException("An upgrade is of all nodes.", "--limit", "Leave it out: what is upgraded already is left alone.");
            var hops = await new Upgrades(Session, ZeroDowntime ? UpgradeMode.ZeroDowntime : UpgradeMode.WithDowntime, version => NewestBackupAsync(Session, version)).RunAsync(To!, OneHop);
            ReportSummary(_ => _.AddPair("Hops", hops));
        });
}
