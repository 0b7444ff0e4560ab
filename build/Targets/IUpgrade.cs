using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Backups;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

internal interface IUpgrade : IHazVersion, IHazBackups
{
    [Parameter("Upgrade goes from stop to stop, with Puma and Sidekiq stopped everywhere meanwhile")]
    bool WithDowntime => TryGetValue<bool?>(() => WithDowntime) ?? false;

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
            var hops = await new Upgrades(Session, ZeroDowntime ? UpgradeMode.ZeroDowntime : UpgradeMode.WithDowntime, NewestBackupAsync).RunAsync(To!, OneHop);
            ReportSummary(_ => _.AddPair("Hops", hops));
        });

    private async Task<NewestBackup?> NewestBackupAsync(GitLabVersion version)
    {
        if (At is null && Session.Environment.Backups.Target is null)
        {
            Log.Warning("No backups.target is set and no --at is given, so nobody looks for a backup: there is no way back without one");
            return null;
        }

        using var target = OpenTarget(Session.Environment);
        var found = await new BackupStore(target).ListAsync(Session.Stop);
        var finished = found.Where(x => x.Manifest?.Version == version.ToString()).Select(x => x.Manifest!.Finished).ToArray();
        return new NewestBackup(target.Place, finished.Length == 0 ? null : TimeProvider.System.GetUtcNow() - finished.Max());
    }
}
