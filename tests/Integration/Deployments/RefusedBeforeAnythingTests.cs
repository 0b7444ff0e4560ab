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
        run.ShouldSay("'e2e-refuses' is not one of e2e-refused").ShouldSay("Did you mean 'e2e-refused'?").ShouldSay("Nothing was executed")
            .ShouldHaveNoStack();
    }

    [LabFact]
    public async Task All_errors_of_the_files_are_told_at_once_and_no_machine_is_made()
    {
        _lab.Write("environment.yml", _lab.Read("environment.yml").Replace("18.2.8", "99.1.0", StringComparison.Ordinal) + "exernal_url: "
            + "http://x\n");
        _lab.Write("redis.yml", _lab.Read("redis.yml").Replace("consul, redis", "consul, reddis", StringComparison.Ordinal));

        var run = await _lab.RunAsync("Deploy");

        run.ExitCode.ShouldBe(1, run.Tail);
        run.ShouldSay("environment.yml:3:").ShouldSay("99.1.0").ShouldSay("exernal_url").ShouldSay("redis.yml:1:")
            .ShouldSay("did you mean redis").ShouldHaveNoStack();
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
        _lab.Write("environment.yml", _lab.Read("environment.yml") + "object_storage:\n  region: eu-west-1\n  bucket_prefix: example\n  "
            + "use_iam_profile: false\n");

        var run = await _lab.RunAsync("Deploy");

        run.ShouldRefuse("2 secrets are missing that only you can know:").ShouldSay("secrets.yml")
            .ShouldSay("./build.sh SetSecret --env e2e-refused --name aws_access_key_id");
        (await _lab.Machines.NodesAsync()).ShouldBeEmpty();
    }

    [LabFact]
    public async Task A_secret_that_settings_refer_to_is_missing_until_it_is_piped_in_and_never_shown()
    {
        const string Value = "canary of 'the' operator \\ \"1\"";
        _lab.Write("environment.yml", _lab.Read("environment.yml") + "settings:\n  gitlab_rails:\n    smtp_password: !secret "
            + "smtp_password\n    ldap_servers: { main: { password: !secret ldap_password } }\n    sentry_dsn: "
            + "https://canarycanarycanary@sentry.lab.test/1\n");

        foreach (var target in new[] { "Validate", "Deploy", "Preview" })
            (await _lab.RunAsync(target)).ShouldRefuse("2 secrets are missing that only you can know:")
                .ShouldSay("environments/e2e-refused/environment.yml:12:5: settings.gitlab_rails.smtp_password: !secret smtp_password")
                    .ShouldSay("settings.gitlab_rails.ldap_servers.main.password: !secret ldap_password")
                .ShouldSay("./build.sh SetSecret --env e2e-refused --name ldap_password").ShouldNotSay("canary");
        (await _lab.RunAsync("SetSecret", "--name", "smtp_pasword"))
            .ShouldRefuse("No setting of e2e-refused refers to a secret smtp_pasword").ShouldSay("Did you mean smtp_password?");
        (await _lab.RunAsync("SetSecret", "--name", "smtp_password")).ShouldRefuse("No value was given for smtp_password.");
        (await _lab.PipeAsync(Value + "\n", "SetSecret", "--name", "smtp_password")).ShouldSucceed().ShouldNotSay("canary");
        (await _lab.PipeAsync("other canary", "SetSecret", "--name", "ldap_password")).ShouldSucceed().ShouldNotSay("canary");

        (await _lab.RunAsync("Validate")).ShouldSucceed().ShouldSay("sentry_dsn: a secret in clear text").ShouldNotSay("canary");
        (await _lab.RunAsync("Render", "--output", Path.Combine(_lab.Root, "rendered"))).ShouldSucceed().ShouldNotSay("canary");
        var rendered = Directory.GetFiles(Path.Combine(_lab.Root, "rendered"), "*", SearchOption.AllDirectories);
        rendered.ShouldAllBe(x => !File.ReadAllText(x).Contains("canary"));
        foreach (var file in rendered)
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(rendered.First(x => x.EndsWith("gitlab.rb", StringComparison.Ordinal)))
            .ShouldContain("gitlab_rails['smtp_password'] = '‹smtp_password›'");
        var stored = await File.ReadAllTextAsync(Path.Combine(_lab.State, "secrets.yml"));
        stored.Count(x => x == '\n').ShouldBe(3);
        (await _lab.Machines.NodesAsync()).ShouldBeEmpty();
    }
}
