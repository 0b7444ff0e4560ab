namespace GitLabHa.Tests.Integration.Deployments;

[Collection(SmallLabGroup.Name)]
public sealed class RedisRolloutTests(SmallLab fixture)
{
    private static readonly string[] Nodes = ["redis-1", "redis-2", "redis-3"];

    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_Redis_setting_changes_the_master_last_after_a_failover_and_afterwards_nobody_is_demoted()
    {
        var before = await fixture.MasterAsync();
        Lab.Write("redis.yml", Deployment.WithSetting(Lab.Read("redis.yml"), "  redis:\n    maxclients: '4321'\n"));

        var run = (await Lab.RunAsync("Deploy")).ShouldSucceed();

        var replicas = Nodes.Where(x => x != before);
        var order = replicas.Select(x => $"{x}: done run gitlab-ctl reconfigure").Append($"{before}: done hand over")
            .Append($"{before}: run gitlab-ctl reconfigure");
        run.LinesOf(order).ShouldBeInOrder();
        var after = await fixture.MasterAsync();
        after.ShouldNotBe(before);
        await NobodyIsDemotedAsync(after);
    }

    [LabFact]
    public async Task A_change_right_after_a_failover_waits_until_the_Sentinels_are_through_with_it()
    {
        var before = await fixture.MasterAsync();
        using var change = Lab.Change("redis.yml", x => x.Contains("4321", StringComparison.Ordinal)
            ? x.Replace("4321", "4322", StringComparison.Ordinal)
            : Deployment.WithSetting(x, "  redis:\n    maxclients: '4322'\n"));
        await FailOverAsync(before);

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("done hand over");
        // And again, with everything as fresh as it gets.
        change.Dispose();
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("done hand over");

        await NobodyIsDemotedAsync(await fixture.MasterAsync());
    }

    [LabFact]
    public async Task After_a_failover_that_nobody_ordered_a_run_changes_nothing_and_demotes_nobody()
    {
        var before = await fixture.MasterAsync();
        await FailOverAsync(before);

        await NobodyIsDemotedAsync(await fixture.MasterAsync());
    }

    private Task<string> FailOverAsync(string before) => Lab.Machines.RunAsync(before, """
            address=$(hostname -i)
            ask() { redis-cli -h "$1" -p 26379 sentinel "$2" gitlab-redis; }
            master() { ask "$1" get-master-addr-by-name | head -n 1; }
            for i in $(seq 360); do
              # Refused while the Sentinels are not through with the failover before.
              [ "$(master $address)" != $address ] || answer=$(ask $address failover)
              moved=0
              for last in 11 12 13; do [ "$(master 172.31.240.$last)" = $address ] || moved=$((moved + 1)); done
              [ $moved = 3 ] && exit 0; sleep 0.25
            done
            echo "only $moved Sentinels name another master after 90 s; the last answer was '$answer'" >&2
            redis-cli -h $address -p 26379 info sentinel | grep sentinel_tilt >&2
            ask $address replicas | paste -d ' ' - - |
              grep -E '^(name|flags|master-link-status|last-ping-reply|info-refresh|slave-priority) ' >&2
            tail -n 30 /var/log/gitlab/sentinel/current >&2; exit 1
            """);

    private async Task NobodyIsDemotedAsync(string master)
    {
        var state = await Lab.Machines.StateAsync();

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");

        (await fixture.MasterAsync()).ShouldBe(master);
        (await Lab.Machines.StateAsync()).ShouldBe(state);
        // The Sentinels make a former master a replica some seconds after they chose another one.
        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Verify")).ShouldSay($"{master} is master, 2");
    }
}
