using GitLabHa.Tests.Integration.Backups;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>
/// The machine of Praefect's tracking database is replaced by an empty one: the repositories are on the disks, and Praefect knows none.
/// </summary>
[Collection(WholeLabGroup.Name)]
public sealed class TrackingDatabaseTests(WholeLab fixture)
{
    private const string Praefect = "runuser -u git -- /opt/gitlab/embedded/bin/praefect -config /var/opt/gitlab/praefect/config.toml";

    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task It_is_migrated_and_Verify_stays_red_until_the_repositories_are_tracked_again()
    {
        var user = new BackupLab(Lab);
        await user.LogInAsync();
        var project = await user.CreateAsync("tracked");
        await user.CommitAsync(project, "kept");
        var known = await PsqlAsync("select relative_path, replica_path from repositories");
        await Machines.DockerAsync("rm", "--force", "--volumes", Lab.Machines.NameOf("praefect-postgres-1"));

        (await Lab.RunAsync("Deploy")).ShouldRefuse("Not everything is healthy").ShouldSay("Praefect tracks 0 in all")
            .ShouldSay("gitlab-ctl praefect track-repositories");
        (await Lab.RunAsync("Deploy")).ShouldRefuse("Not everything is healthy").ShouldSay("Praefect tracks 0 in all");

        // New repositories get numbers that are not in use on the disks.
        await PsqlAsync("select setval('repositories_repository_id_seq', 10000)");
        foreach (var line in known.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var paths = line.Split('|');
            await Lab.Machines.RunAsync("praefect-1", $"""
                {Praefect} track-repository -virtual-storage default -relative-path {paths[0]} -replica-path {paths[1]} \
                  -authoritative-storage gitaly-1 -replicate-immediately
                """);
        }

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy")).ShouldSay("0 unhealthy, 0 unknown");
        (await user.ReadAsync(project)).ShouldBe("kept");
        await user.DeleteAsync(project);
    }

    private Task<string> PsqlAsync(string sql) =>
        Lab.Machines.RunAsync("praefect-postgres-1", $"gitlab-psql -d praefect_production -qtAX -c \"{sql}\"");
}
