using GitLabHa.Core.Checks;
using GitLabHa.Tests.Services.Containers;

namespace GitLabHa.Tests.Services.Redis;

/// <summary>Sentinels with the settings that the role renders replace a master, whatever happens to it.</summary>
public sealed class SentinelFailoverTests(RedisSite fixture) : IClassFixture<RedisSite>
{
    private Site Site => fixture.Site;

    [ServiceFact]
    public async Task The_rendered_settings_are_those_of_the_daemons()
    {
        foreach (var machine in Site.Machines)
        {
            (await fixture.RedisAsync(machine, "config get replica-announce-ip")).ShouldContain(machine.Node.Address);
            var masters = await machine.RunAsync("redis-cli -p 26379 sentinel masters | paste -d ' ' - -");
            masters.ShouldContain("name gitlab-redis");
            masters.ShouldContain("quorum 2");
            masters.ShouldContain("down-after-milliseconds 2000");
            (await machine.RunAsync("redis-cli -h 127.0.0.1 ping 2>&1")).ShouldContain("NOAUTH");
        }
    }

    [ServiceFact]
    public async Task A_master_that_is_killed_is_replaced_and_comes_back_as_a_replica()
    {
        var before = await MasterAsync();
        var kept = await WriteAsync(before, "killed");

        var after = await Broken.WhileAsync(before.KillAsync, before.StartAsync, async () =>
        {
            var master = await ReplacedAsync(before);
            var verdict = await Site.AskAsync(fixture.OneMaster);
            verdict.Health.ShouldNotBe(Health.Healthy);
            verdict.Evidence.ShouldContain($"no answer from {before.Node}");
            return master;
        });

        await ShouldFollowAsync(before, after, kept);
    }

    [ServiceFact]
    public async Task A_master_that_hangs_is_replaced_and_goes_on_as_a_replica()
    {
        var before = await MasterAsync();
        var kept = await WriteAsync(before, "paused");

        // Redis alone: a Sentinel whose time stood still does nothing for 30 s (TILT), whatever else happens.
        var after = await Broken.WhileAsync(
            () => before.RunAsync("pkill -STOP -x redis-server"),
            () => before.RunAsync("pkill -CONT -x redis-server"),
            () => ReplacedAsync(before));

        await ShouldFollowAsync(before, after, kept);
    }

    [ServiceFact]
    public async Task A_master_that_is_cut_off_is_replaced_and_loses_what_it_took_alone()
    {
        var before = await MasterAsync();
        var kept = await WriteAsync(before, "cut-off");

        var after = await Broken.WhileAsync(before.DisconnectAsync, before.ReconnectAsync, async () =>
        {
            // Alone it acknowledges what no replica gets: https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
            (await fixture.RedisAsync(before, "set alone x")).Trim().ShouldBe("OK");
            var master = await ReplacedAsync(before);
            (await Site.AskAsync(fixture.Agreement)).Health.ShouldNotBe(Health.Healthy);
            return master;
        });

        await ShouldFollowAsync(before, after, kept);
        foreach (var machine in Site.Machines) (await fixture.RedisAsync(machine, "exists alone")).Trim().ShouldBe("0");
    }

    [ServiceFact]
    public async Task Without_a_majority_of_Sentinels_nobody_takes_over_and_the_check_says_so()
    {
        var master = await MasterAsync();
        var others = Site.Machines.Where(x => x != master).ToArray();
        Task SentinelsAsync(string verb) => Task.WhenAll(others.Select(x => x.RunAsync($"gitlab-ctl {verb} sentinel")));
        Task RedisAsync(string verb) => master.RunAsync($"gitlab-ctl {verb} redis");
        // Those that are still there, or there again, would replace the master.
        async Task BreakAsync()
        {
            await SentinelsAsync("stop");
            await RedisAsync("stop");
        }

        async Task RepairAsync()
        {
            await RedisAsync("start");
            await SentinelsAsync("start");
        }

        await Broken.WhileAsync(BreakAsync, RepairAsync, async () =>
        {
            await Eventually.AnswersAsync(
                "the Sentinel that is left misses the master",
                () => master.RunAsync("redis-cli -p 26379 sentinel masters | paste -d ' ' - - | grep ^flags"),
                x => x.Contains("s_down", StringComparison.Ordinal));
            (await Site.AskAsync(fixture.Quorum(master))).Health.ShouldBe(Health.Unhealthy);
            foreach (var machine in others) (await fixture.RedisAsync(machine, "role")).ShouldStartWith("slave");
        });

        await fixture.HealthyAsync();
        (await MasterAsync()).ShouldBe(master);
    }

    private Task<Machine> MasterAsync() => fixture.MasterAsync(x => x.Length > 0 && !x.Contains(' '));

    private Task<Machine> ReplacedAsync(Machine before) =>
        fixture.MasterAsync(x => x.Length > 0 && !x.Contains(' ') && x != before.Node.Address, before);

    /// <summary>Writes something that both replicas acknowledge: that must outlive every master.</summary>
    private async Task<string> WriteAsync(Machine master, string key)
    {
        (await fixture.RedisAsync(master, $"set kept-{key} {key}")).Trim().ShouldBe("OK");
        (await fixture.RedisAsync(master, "wait 2 5000")).Trim().ShouldBe("2");
        return key;
    }

    private async Task ShouldFollowAsync(Machine before, Machine after, string kept)
    {
        await fixture.HealthyAsync();
        (await MasterAsync()).ShouldBe(after);
        (await fixture.RedisAsync(before, "role")).ShouldStartWith("slave");
        (await fixture.RedisAsync(after, $"set later-{kept} {kept}")).Trim().ShouldBe("OK");
        (await fixture.RedisAsync(after, "wait 2 5000")).Trim().ShouldBe("2");
        foreach (var machine in Site.Machines)
            foreach (var key in new[] { $"kept-{kept}", $"later-{kept}" })
                (await fixture.RedisAsync(machine, $"get {key}")).Trim().ShouldBe(kept);
    }
}
