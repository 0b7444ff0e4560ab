namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>What is wrong before any machine is asked is told, and no machine is made.</summary>
public sealed class RefusedBeforeAnythingTests : IAsyncLifetime
{
    private readonly Deployment _lab = new Deployment("e2e-refused").Small("172.31.242");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [LabFact]
    public async Task An_unknown_environment_is_refused_with_the_nearest_name()
    {
        await using var tool = await Tool.StartAsync(_lab.Root, null, "Deploy", "--env", "e2e-refuses");

        var run = await tool.EndAsync();

        run.ExitCode.ShouldBe(1, run.Tail);
        run.ShouldSay("'e2e-refuses' is not one of e2e-refused").ShouldSay("Did you mean 'e2e-refused'?").ShouldSay("Nothing was executed").ShouldHaveNoStack();
    }

    [LabFact]
    public async Task All_errors_of_the_files_are_told_at_once_and_no_machine_is_made()
    {
        _lab.Write("environment.yml", _lab.Read("environment.yml").Replace("18.2.8", "99.1.0", StringComparison.Ordinal) + "exernal_url: http://x\n");
        _lab.Write("redis.yml", _lab.Read("redis.yml").Replace("consul, redis", "consul, reddis", StringComparison.Ordinal));

        var run = await _lab.RunAsync("Deploy");

        run.ExitCode.ShouldBe(1, run.Tail);
        run.ShouldSay("environment.yml:3:").ShouldSay("99.1.0").ShouldSay("exernal_url").ShouldSay("redis.yml:1:").ShouldSay("did you mean redis").ShouldHaveNoStack();
        (await _lab.Machines.NodesAsync()).ShouldBeEmpty();
    }

    [LabFact]
    public async Task A_setting_that_GitLab_would_refuse_is_refused_before_a_machine_is_made()
    {
        _lab.Write("environment.yml", _lab.Read("environment.yml") + "settings:\n  reddis:\n    maxclients: '5000'\n");

        var run = await _lab.RunAsync("Deploy");

        run.ShouldRefuse("did you mean redis");
        (await _lab.Machines.NodesAsync()).ShouldBeEmpty();
    }

    [LabFact]
    public async Task A_secret_that_only_the_operator_knows_is_asked_for_before_a_machine_is_made()
    {
        _lab.Whole("172.31.242");
        _lab.Write("environment.yml", _lab.Read("environment.yml") + "object_storage:\n  region: eu-west-1\n  bucket_prefix: example\n  use_iam_profile: false\n");

        var run = await _lab.RunAsync("Deploy");

        run.ShouldRefuse("The secrets aws_access_key_id, aws_secret_access_key are missing, and only you can know them.").ShouldSay("secrets.yml").ShouldSay("aws_access_key_id: VALUE");
        (await _lab.Machines.NodesAsync()).ShouldBeEmpty();
    }
}
