using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>
/// Real sshd's on addresses of the loopback network, one for each node of a generated environment. They serve this machine, which
/// has no GitLab: observing it is the same round trip as on a node.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const string StartScript = """
        mkdir -p "$1/pids" && { [ "$(id -u)" != 0 ] || mkdir -p /run/sshd; }
        for key in host client; do ssh-keygen -q -t ed25519 -N '' -f "$1/$key" || exit 1; done
        cp "$1/client.pub" "$1/authorized_keys" || exit 1
        for host in $(seq -f '%g' 0 $(($3 - 1))); do
          address=127.20.$((host / 250)).$((host % 250 + 1))
          /usr/sbin/sshd -f "$1/sshd_config" -o "ListenAddress=$address:$2" -o "PidFile=$1/pids/$host" || exit 1
          echo "[$address]:$2 $(cut -d' ' -f1,2 "$1/host.pub")" >>"$1/known_hosts"
        done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-fleet-").FullName;
    private readonly int _port = FreePort();

    /// <summary>The lines of environment.yml by which the nodes are reached.</summary>
    public string Connection(string kind) => $"""
        connection:
          kind: {kind}
          user: {Environment.UserName}
          port: {_port}
          identity_file: {_folder}/client
          known_hosts: {_folder}/known_hosts
        """;

    /// <summary>Where the node of a number is reached.</summary>
    public static string HostOf(int number) => string.Create(CultureInfo.InvariantCulture, $"127.20.{number / 250}.{(number % 250) + 1}");

    /// <summary>Starts so many.</summary>
    public static async Task<Fleet> StartAsync(int size, CancellationToken cancellationToken)
    {
        await DebianPackages.EnsureAsync("Measuring", [new("/usr/sbin/sshd", "openssh-server")], Console.WriteLine, cancellationToken);
        var fleet = new Fleet();
        await File.WriteAllTextAsync(Path.Combine(fleet._folder, "sshd_config"), $"""
            HostKey {fleet._folder}/host
            AuthorizedKeysFile {fleet._folder}/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            SetEnv SHLVL=1

            """, cancellationToken);
        try
        {
            await RunAsync(StartScript, fleet._folder, $"{fleet._port}", $"{size}");
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await RunAsync("""cat "$1"/pids/* 2>/dev/null | xargs -r kill 2>/dev/null || true""", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string script, params string[] arguments)
    {
        var result = await (Program.Of("sh", ["-c", script, "sh", .. arguments]) with { Timeout = TimeSpan.FromMinutes(2) })
            .RunAsync(CancellationToken.None);
        if (!result.Succeeded)
            throw new OperatorException($"The sshd's could not be started: {result.LastLine}", "this machine", "Fix what it names.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
