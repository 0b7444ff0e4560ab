using GitLabHa.Core;
using GitLabHa.Operations.Upgrading;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IUpgradePostgres : IHazDowntime, IHazBackups
{
    [Parameter("The PostgreSQL major to go to; default: the newest that the installed GitLab can go to")]
    int? TargetVersion => TryGetValue<int?>(() => TargetVersion);

    [Parameter("How many hours pg_upgrade, or a replica's copy, may take; default: 12")]
    int TimeoutHours => TryGetValue<int?>(() => TimeoutHours) ?? 12;

    Target UpgradePostgres => _ => _
        .Description(
            "Brings PostgreSQL to the next major: leader first, replicas copied anew; rerun the command to resume where one stopped")
        .Executes(async () =>
        {
            if (TimeoutHours is < 1 or > 240)
                throw new OperatorException($"{TimeoutHours} is not a number of hours from 1 to 240.", "--timeout-hours", "Give 1 to 240.");
            var upgrade = new PostgresUpgradeOperation(Session, TargetVersion, WithDowntime, TimeSpan.FromHours(TimeoutHours), Places);
            await Session.RunAsync(upgrade);
            ReportSummary(_ => _.AddPair("PostgreSQL", upgrade.Major));
        });
}
