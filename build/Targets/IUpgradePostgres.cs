using GitLabHa.Core;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IUpgradePostgres : IHazDowntime, IHazBackups
{
    [Parameter("The PostgreSQL major to go to; default: the newest that the installed GitLab can go to")]
    int? TargetVersion => TryGetValue<int?>(() => TargetVersion);

    [Parameter("How many hours pg_upgrade, or a replica's copy, may take; default: 12")]
    int TimeoutHours => TryGetValue<int?>(() => TimeoutHours) ?? 12;

    Target UpgradePostgres => _ => _
        .Description("Brings PostgreSQL to the next major: leader first, replicas copied anew; the same command goes on where one stopped")
        .Executes(async () =>
        {
            if (Limit is { Length: > 0 }) throw new OperatorException("A PostgreSQL upgrade is of all database nodes.", "--limit", "Leave it out: what is upgraded already is left alone.");
            if (TimeoutHours is < 1 or > 240) throw new OperatorException($"{TimeoutHours} hours are no time for it.", "--timeout-hours", "Give 1 to 240.");
            var upgrade = new PostgresUpgrades(Session, TimeSpan.FromHours(TimeoutHours), version => NewestBackupAsync(Session, version));
            var major = await upgrade.RunAsync(TargetVersion, WithDowntime);
            ReportSummary(_ => _.AddPair("PostgreSQL", major));
        });
}
