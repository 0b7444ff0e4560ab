namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>The secrets that were planted before the first run, looked for wherever they must not be.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class SecretsTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task Every_secret_the_environment_needs_was_taken_from_the_store_and_none_was_generated_besides()
    {
        var stored = await File.ReadAllLinesAsync(Path.Combine(Lab.State, "secrets.yml"));

        stored.Where(x => x.Contains(':', StringComparison.Ordinal)).Select(x => x.Split(':')[0])
            .ShouldBe(fixture.Canaries.Names, ignoreOrder: true);
    }

    [LabFact]
    public async Task No_secret_is_printed_or_kept_in_a_report()
    {
        Canaries.In(fixture.First.Output).ShouldBeFalse("the first run printed a secret");
        Canaries.In((await Lab.RunAsync("Preview", "--verbosity", "Verbose")).Output).ShouldBeFalse("Preview printed a secret");
        Canaries.In((await Lab.RunAsync("Verify", "--verbosity", "Verbose")).Output).ShouldBeFalse("Verify printed a secret");

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Lab.Root, "artifacts"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Lab.Root, ".nuke"), "*", SearchOption.AllDirectories)))
            Canaries.In(await File.ReadAllTextAsync(file)).ShouldBeFalse(file);
    }

    [LabFact]
    public async Task No_secret_was_in_the_arguments_of_a_process_here_or_on_a_node_while_the_site_was_deployed()
    {
        fixture.Canaries.Leaks.ShouldBeEmpty();
        // What stays is looked at too: a daemon's arguments are there for as long as it runs.
        await using (fixture.Canaries.WatchProcesses()) (await Lab.RunAsync("Preview")).ShouldSucceed();
        fixture.Canaries.Leaks.ShouldBeEmpty();
    }

    [LabFact]
    public async Task No_secret_is_in_what_docker_knows_of_the_containers()
    {
        var names = (await Lab.Machines.NodesAsync()).Select(Lab.Machines.NameOf);

        Canaries.In(await Machines.DockerAsync(["inspect", .. names])).ShouldBeFalse();
    }

    [LabFact]
    public async Task No_secret_is_in_a_log_or_a_mark_on_a_node()
    {
        var found = await Lab.Machines.RunOnAllAsync(
            $"ls /var/lib/gitlab-ha/applied >/dev/null || exit 1; grep -rlsF '{Canaries.Mark}' /var/log /var/lib/gitlab-ha /run /tmp || "
                + "true");

        found.Where(x => x.Value.Length > 0).Select(x => $"{x.Key}: {x.Value}").ShouldBeEmpty();
    }

    [LabFact]
    public async Task Files_on_nodes_that_hold_a_secret_are_readable_by_their_service_alone()
    {
        // Programs' own data is not ours to set: what matters is that no other user can get at it.
        var found = await Lab.Machines.RunOnAllAsync($$"""
            grep -rlsE --exclude-dir=proc --exclude-dir=sys --exclude-dir=dev -e '{{Canaries.Mark}}' \
              /etc /opt/gitlab /var /root /tmp /run /home 2>/dev/null | while read -r file; do
              reachable=yes folder=$file
              while folder=$(dirname "$folder") && [ "$folder" != / ]; do
                case $(stat -c %a "$folder") in *[1357]) ;; *) reachable=no ;; esac
              done
              case $reachable$(stat -c %a "$file") in yes*[4567]) stat -c '%n %U:%G %a' "$file" ;; esac
            done
            """);

        found.Where(x => x.Value.Length > 0).Select(x => $"{x.Key}: {x.Value}").ShouldBeEmpty();
    }
}
