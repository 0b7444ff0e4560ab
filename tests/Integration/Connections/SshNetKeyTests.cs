using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>Which keys SSH.NET logs in with.</summary>
public sealed class SshNetKeyTests(SshServer server) : IClassFixture<SshServer>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Command True = Command.Of("true");
    private static readonly CommandResult Fine = new(0, "", "");

    [Theory(Timeout = 30_000)]
    [InlineData("ed25519")]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task A_key_of_any_usual_type_logs_in(string type)
    {
        var file = await AcceptedKeyAsync(type);

        (await Connect(x => x with { IdentityFile = file }).RunAsync(True, None)).ShouldBe(Fine);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("ed25519")]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task A_key_with_a_passphrase_logs_in_by_the_agent_that_holds_it(string type)
    {
        var file = await AcceptedKeyAsync(type, "a passphrase");
        using var agent = await SshAgentProcess.StartAsync(server.Folder);
        await SshAgentProcess.AddAsync(file, "a passphrase");

        (await Connect(x => x with { IdentityFile = file }).RunAsync(True, None)).ShouldBe(Fine);
        (await Connect(x => x with { IdentityFile = null }).RunAsync(True, None)).ShouldBe(Fine);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_agent_tries_its_keys_until_one_is_accepted()
    {
        await server.KeyAsync("stranger-1");
        await server.KeyAsync("stranger-2", "rsa");
        using var agent = await SshAgentProcess.StartAsync(server.Folder);
        foreach (var key in new[] { "stranger-1", "stranger-2", "client" })
            await SshAgentProcess.AddAsync(Path.Combine(server.Folder, key));

        (await Connect(x => x with { IdentityFile = null }).RunAsync(True, None)).ShouldBe(Fine);
    }

    [Fact(Timeout = 30_000)]
    public async Task With_an_identity_file_no_other_key_of_the_agent_is_tried()
    {
        await server.KeyAsync("other");
        using var agent = await SshAgentProcess.StartAsync(server.Folder);
        await SshAgentProcess.AddAsync(Path.Combine(server.Folder, "client"));

        var result = await Connect(x => x with { IdentityFile = Path.Combine(server.Folder, "other") }).RunAsync(True, None);

        result.Error.ShouldStartWith("permission denied");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_key_with_a_passphrase_that_no_agent_holds_is_named_with_the_way_out()
    {
        var file = await AcceptedKeyAsync("ed25519", "a passphrase");

        var result = await Connect(x => x with { IdentityFile = file }).RunAsync(True, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldBe($"the private key file {file} has a passphrase, and no ssh-agent holds the key (ssh-add {file})");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_missing_key_file_is_named()
    {
        var result = await Connect(x => x with { IdentityFile = "/nowhere/key" }).RunAsync(True, None);

        result.Error.ShouldBe("the private key file /nowhere/key is missing (check connection.identity_file)");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_certificate_beside_the_key_logs_in()
    {
        await server.KeyAsync("authority");
        await server.KeyAsync("certified");
        var authority = await File.ReadAllTextAsync(Path.Combine(server.Folder, "authority.pub"));
        await File.AppendAllTextAsync(Path.Combine(server.Folder, "authorized_keys"), $"cert-authority {authority}");
        var file = Path.Combine(server.Folder, "certified");
        var sign = Program.Of("ssh-keygen", "-q", "-s", Path.Combine(server.Folder, "authority"), "-I", "me", "-n", "root", file + ".pub");
        (await sign.RunAsync(None)).Succeeded.ShouldBeTrue();

        (await Connect(x => x with { IdentityFile = file }).RunAsync(True, None)).ShouldBe(Fine);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_security_key_is_refused_before_the_first_connection()
    {
        byte[] blob = [0, 0, 0, 26, .. "sk-ssh-ed25519@openssh.com"u8, 0, 0, 0, 32, .. new byte[32], 0, 0, 0, 4, .. "ssh:"u8];
        var file = Path.Combine(server.Folder, "fido");
        await File.WriteAllTextAsync(file, "its handle");
        await File.WriteAllTextAsync(file + ".pub", $"sk-ssh-ed25519@openssh.com {Convert.ToBase64String(blob)} me\n");

        var error = Should.Throw<OperatorException>(() => Connect(x => x with { IdentityFile = file }));

        error.Problem.ShouldStartWith("connection.identity_file: kind: sshnet cannot use a security key");
        error.Where.ShouldBe("environments/test/environment.yml");
        error.Fix.ShouldContain("connection.kind to openssh");
    }

    [Fact]
    public void An_ssh_configuration_is_refused_before_the_first_connection()
    {
        var error = Should.Throw<OperatorException>(() => Connect(x => x with { SshConfig = "my_config" }));

        error.Problem.ShouldStartWith("connection.ssh_config: kind: sshnet reads no ssh configuration");
    }

    private async Task<string> AcceptedKeyAsync(string type, string passphrase = "")
    {
        var name = $"key-{Guid.NewGuid():N}";
        await server.KeyAsync(name, type, passphrase);
        var file = Path.Combine(server.Folder, name);
        await File.AppendAllTextAsync(Path.Combine(server.Folder, "authorized_keys"), await File.ReadAllTextAsync(file + ".pub"));
        return file;
    }

    private IConnection Connect(Func<ConnectionSettings, ConnectionSettings> change) =>
        server.Connect(change: x => change(SshServer.OverSshNet(x)));
}
