using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>A real sshd on a free port of the loopback, with keys of its own.</summary>
public class SshServer : IAsyncLifetime
{
    private readonly List<ConnectionFactory> _factories = [];
    private Process? _sshd;

    public string Folder { get; } = Directory.CreateTempSubdirectory("gitlab-ha-sshd-").FullName;

    public int Port { get; } = FreePort();

    public string HostKey => File.ReadAllText(Path.Combine(Folder, "host.pub")).Trim();

    public string LogFile => Path.Combine(Folder, "sshd.log");

    /// <summary>Settings for a connection by SSH.NET, which reads no ssh configuration.</summary>
    public static ConnectionSettings OverSshNet(ConnectionSettings settings) =>
        settings with { Kind = ConnectionKind.SshNet, SshConfig = null };

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Lines of sshd_config; these keep bash from reading the .bashrc of whoever runs the tests.</summary>
    protected virtual string Environment => "SetEnv SHLVL=1";

    public virtual async Task InitializeAsync()
    {
        Directory.CreateDirectory("/run/sshd");
        await KeyAsync("host");
        await KeyAsync("client");
        // sshd reads the list as the user who logs in.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        File.Copy(Path.Combine(Folder, "client.pub"), Path.Combine(Folder, "authorized_keys"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "known_hosts"), $"[127.0.0.1]:{Port} {HostKey}\n");
        await File.WriteAllTextAsync(Path.Combine(Folder, "sshd_config"), $"""
            ListenAddress 127.0.0.1:{Port}
            HostKey {Folder}/host
            AuthorizedKeysFile {Folder}/authorized_keys
            PidFile {Folder}/sshd.pid
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            MaxStartups 100
            LogLevel DEBUG1
            {Environment}
            """);
        Start();
        await AnswersAsync();
    }

    /// <summary>Ends the listener and every session, as a reboot does.</summary>
    public async Task RestartAsync()
    {
        _sshd!.Kill(entireProcessTree: true);
        await _sshd.WaitForExitAsync();
        Start();
        await AnswersAsync();
    }

    /// <summary>A connection with settings of its own; every name has its own shared connection.</summary>
    public IConnection Connect(string name = "node-1", Func<ConnectionSettings, ConnectionSettings>? change = null)
    {
        var settings = new ConnectionSettings
        {
            Port = Port,
            IdentityFile = Path.Combine(Folder, "client"),
            SshConfig = "/dev/null",
            ConnectTimeoutSeconds = 5,
        };
        return Factory(change?.Invoke(settings) ?? settings).For(NodeNamed(name));
    }

    public ConnectionFactory Factory(ConnectionSettings? settings = null)
    {
        settings ??= new ConnectionSettings { Port = Port, IdentityFile = Path.Combine(Folder, "client"), SshConfig = "/dev/null" };
        var factory = new ConnectionFactory(EnvironmentWith(settings), Folder);
        _factories.Add(factory);
        return factory;
    }

    public static Node NodeNamed(string name) => new() { Name = name, Address = "127.0.0.1", Group = "test", Roles = ["redis"] };

    public GitLabEnvironment EnvironmentWith(ConnectionSettings settings) => new()
    {
        Name = "test",
        Directory = Folder,
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Provider.Hosts,
        Connection = settings,
        Roles = RoleCatalog.Known.Traits,
        Groups = ImmutableArray<NodeGroup>.Empty,
    };

    public virtual async Task DisposeAsync()
    {
        foreach (var factory in _factories) await factory.CloseAsync(CancellationToken.None);
        _sshd?.Kill(entireProcessTree: true);
        Directory.Delete(Folder, recursive: true);
    }

    public async Task KeyAsync(string name, string type = "ed25519", string passphrase = "")
    {
        var file = Path.Combine(Folder, name);
        var result = await Program.Of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file).RunAsync(CancellationToken.None);
        result.Succeeded.ShouldBeTrue(result.Error);
    }

    private void Start() => _sshd = Process.Start(new ProcessStartInfo("/usr/sbin/sshd")
    {
        ArgumentList = { "-D", "-E", LogFile, "-f", Path.Combine(Folder, "sshd_config") },
    });

    private async Task AnswersAsync()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException($"sshd does not listen on port {Port}: {await File.ReadAllTextAsync(LogFile)}");
    }
}
