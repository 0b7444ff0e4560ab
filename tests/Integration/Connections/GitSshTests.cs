using System.Runtime.Versioning;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;
using GitLabHa.Roles;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>What a real sshd does to Git users, by its configuration: the check sees it, and the ensure changes it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GitSshTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    // Below a folder that is root's alone, as sshd wants it; another user's name than git, whom this machine may have.
    private readonly string _folder = $"/usr/local/lib/gitlab-ha-test-{Guid.NewGuid():N}";
    private readonly string _user = $"gitlab-ha-{Random.Shared.Next(10_000, 99_999)}";

    private string Config => Path.Combine(_folder, "sshd_config");

    private string KeysCommand => Path.Combine(_folder, "keys-check");

    private string Match =>
        $"Match User {_user}\n  AuthorizedKeysCommand {KeysCommand} git %u %k\n  AuthorizedKeysCommandUser {_user}\nMatch all\n";

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_configuration_that_asks_is_healthy() => await ShouldBeAsync(Match, Health.Healthy, "does not know it");

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_configuration_without_include_is_not() =>
        await ShouldBeAsync("", Health.Unhealthy, "AuthorizedKeysCommand is none");

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_list_of_others_is_named() =>
        await ShouldBeAsync("AllowUsers root\n" + Match, Health.Unhealthy, "not listed in AllowUsers");

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task Groups_of_others_are_named() => await ShouldBeAsync("AllowGroups root\n" + Match, Health.Unhealthy, "AllowGroups");

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_user_who_is_denied_is_named() =>
        await ShouldBeAsync($"DenyUsers {_user}\n" + Match, Health.Unhealthy, "listed in DenyUsers");

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task Keys_that_are_turned_off_are_named() =>
        await ShouldBeAsync("PubkeyAuthentication no\n" + Match, Health.Unhealthy, "takes no keys");

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_program_that_others_may_write_is_named()
    {
        File.SetUnixFileMode(KeysCommand, (UnixFileMode)0b111_111_111);

        await ShouldBeAsync(Match, Health.Unhealthy, "bad ownership or modes");
    }

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_program_that_fails_is_named()
    {
        await File.WriteAllTextAsync(KeysCommand, "#!/bin/sh\nexit 3\n");

        await ShouldBeAsync(Match, Health.Unhealthy, "failed, status 3");
    }

    [ProgramFact("sshd", "ssh", "useradd")]
    public async Task A_program_that_is_gone_is_named()
    {
        File.Delete(KeysCommand);

        await ShouldBeAsync(Match, Health.Unhealthy, "No such file");
    }

    [ProgramFact("sshd", "useradd")]
    public async Task An_sshd_that_reads_no_drop_ins_gets_the_lines_once_and_keeps_the_old_file()
    {
        await WriteAsync("PermitRootLogin yes");
        var before = await File.ReadAllTextAsync(Config);
        (await RunAsync(GitSshAccess.Ensure.Probe)).Succeeded.ShouldBeFalse();

        var applied = await RunAsync(GitSshAccess.Ensure.Apply);

        applied.Succeeded.ShouldBeTrue(applied.Error);
        (await RunAsync(GitSshAccess.Ensure.Probe)).Succeeded.ShouldBeTrue();
        (await File.ReadAllTextAsync(Config)).ShouldStartWith(before);
        (await File.ReadAllTextAsync(Directory.GetFiles(_folder, "sshd_config.before-*").Single())).ShouldBe(before);
        (await File.ReadAllTextAsync(Path.Combine(_folder, "log"))).ShouldContain("reload");
        await IsAsync(Health.Healthy, "does not know it");
    }

    [ProgramFact("sshd", "useradd")]
    public async Task Lines_that_would_have_no_effect_are_not_written()
    {
        await WriteAsync($"Match User {_user}\n  AuthorizedKeysCommand none\n");
        var before = await File.ReadAllTextAsync(Config);

        var applied = await RunAsync(GitSshAccess.Ensure.Apply);

        applied.Succeeded.ShouldBeFalse();
        applied.Error.ShouldContain("an earlier Match block");
        (await File.ReadAllTextAsync(Config)).ShouldBe(before);
        Directory.GetFiles(_folder, "sshd_config*").ShouldHaveSingleItem();
    }

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        Directory.CreateDirectory("/run/sshd");
        await Program.Of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_folder, "host")).RunAsync(None);
        await ProgramAsync("keys-check", "echo '# No key was found'");
        await ProgramAsync("sshd", $"exec /usr/sbin/sshd -f {Config} \"$@\"");
        await ProgramAsync("systemctl", $"echo \"$*\" >>{_folder}/log");
        for (var attempt = 0; attempt < 50; attempt++)
        {
            if ((await Program.Of("useradd", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/sh", "--password", "*",
                _user).RunAsync(None)).Succeeded) return;
            await Task.Delay(100);
        }
    }

    public async Task DisposeAsync()
    {
        for (var attempt = 0; attempt < 50
            && !(await Program.Of("userdel", "-f", _user).RunAsync(None)).Succeeded; attempt++) await Task.Delay(100);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ShouldBeAsync(string lines, Health health, string evidence)
    {
        await WriteAsync(lines);
        await IsAsync(health, evidence);
    }

    private async Task IsAsync(Health health, string evidence)
    {
        var check = new GitSsh(new Node { Name = "rails-1", Address = "192.0.2.1", Group = "rails", Roles = [] });
        var probe = check.Probes.Single();
        var result = await RunAsync(probe.Command);
        var output = result.Output.Replace(KeysCommand, Sshd.GitKeysCommand, StringComparison.Ordinal)
            .Replace(_user, "git", StringComparison.Ordinal);

        var verdict = check.Interpret([new ProbeResult(probe.Node, result with { Output = output })]);

        verdict.Evidence.ShouldContain(evidence, customMessage: output);
        verdict.Health.ShouldBe(health, output);
    }

    private Task WriteAsync(string lines) => File.WriteAllTextAsync(Config, $"HostKey {_folder}/host\nUsePAM no\n{lines}\n");

    private async Task<CommandResult> RunAsync(Command command)
    {
        string Here(string text) => text
            .Replace("/etc/ssh/sshd_config", Config, StringComparison.Ordinal)
                .Replace(Sshd.GitKeysCommand, KeysCommand, StringComparison.Ordinal)
            .Replace("user=git,", $"user={_user},", StringComparison.Ordinal)
                .Replace("git@localhost", $"{_user}@localhost", StringComparison.Ordinal)
            .Replace("running as git ", $"running as {_user} ", StringComparison.Ordinal)
                .Replace("Match User git", $"Match User {_user}", StringComparison.Ordinal)
            .Replace("AuthorizedKeysCommandUser git", $"AuthorizedKeysCommandUser {_user}", StringComparison.Ordinal);
        var result = await Program.Of(
            "env",
            ["PATH=" + _folder + ":/usr/sbin:/usr/bin:/bin", "sh", "-c", Here(command.Script), "sh", .. command.Arguments.Select(Here)])
                .RunAsync(None);
        return new CommandResult(result.ExitCode, result.Output, result.Error);
    }

    private async Task ProgramAsync(string name, string script)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
