using GitLabHa.Tests.Integration.Backups;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Secrets;

/// <summary>All secrets of a site are replaced while a user reads and writes.</summary>
[Collection(SmallSiteGroup.Name)]
public sealed class RotateSecretTests(SmallSite fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task All_secrets_are_replaced_while_each_node_accepts_the_others_and_a_run_that_is_killed_is_resumed()
    {
        var user = new BackupLab(Lab);
        await user.LogInAsync();
        var project = await user.CreateAsync("rotated");
        var (before, redis) = (Values(), await PasswordAsync());
        await using var writes = WriteLoop.Start($"{SmallSite.Network}.51");
        await writes.AdvancesAsync();

        await using (var tool = await Lab.StartAsync("RotateSecret", "--all"))
        {
            // In the second phase: servers take both, and not every client sends the next one.
            await tool.PrintsAsync("rails-1: run gitlab-ctl reconfigure", TimeSpan.FromMinutes(10));
            await tool.KillAsync();
        }

        (await Lab.RunAsync("Preview")).ShouldSay("a rotation is under way, at Clients");
        (await Lab.RunAsync("RotateSecret", "--secret", "sidekiq_password")).ShouldRefuse("is under way");
        await user.CommitAsync(project, "between");

        (await Lab.RunAsync("RotateSecret", "--all")).ShouldSucceed().ShouldSay("secrets are replaced");

        await writes.AdvancesAsync();
        var (acknowledged, lost) = await writes.EndAsync();
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes");
        writes.Refusals.Except(["502", "503"]).ShouldBeEmpty();
        await user.CommitAsync(project, "after");
        var after = Values();
        foreach (var (name, value) in before) after[name].ShouldNotBe(value, name);
        (await Lab.Machines.RunAsync("redis-1", $"REDISCLI_AUTH={redis} redis-cli -h $(hostname -i) ping 2>&1 || true"))
            .ShouldContain("WRONGPASS");
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 11 nodes.");
        await Lab.HealthyAsync();
    }

    [LongLabFact]
    public async Task What_cannot_be_replaced_is_refused_and_leaves_no_trace()
    {
        var state = await Lab.Machines.StateAsync();

        (await Lab.RunAsync("RotateSecret", "--secret", "db_key_base")).ShouldRefuse("db_key_base must never change");
        (await Lab.RunAsync("RotateSecret", "--secret", "redis_pasword")).ShouldRefuse("no secret redis_pasword")
            .ShouldSay("Did you mean redis_password?");
        (await Lab.RunAsync("RotateSecret")).ShouldRefuse("No secret is named.");

        (await Lab.Machines.StateAsync()).ShouldBe(state);
    }

    private Dictionary<string, string> Values() => File.ReadLines(Path.Combine(Lab.State, "secrets.yml"))
        .Select(x => x.Split(": ", 2))
        .Where(x => x.Length == 2 && !x[0].StartsWith('#') && x[0] != "rotation" && !x[0].EndsWith(".next", StringComparison.Ordinal))
        .ToDictionary(x => x[0], x => x[1]);

    private Task<string> PasswordAsync() => Lab.Machines.RunAsync(
        "redis-1", """printf %s "$(sed -n 's/^requirepass "\(.*\)"$/\1/p' /var/opt/gitlab/redis/redis.conf)" """);
}
