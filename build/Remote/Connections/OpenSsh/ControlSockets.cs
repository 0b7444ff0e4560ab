using System.Security.Cryptography;
using System.Text;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections.OpenSsh;

/// <summary>
/// The sockets of an environment's shared ssh connections. Whoever can write to their folder can read what goes to the nodes,
/// so it must be ours alone; and a unix socket's path must be shorter than 104 bytes, so it is not the state folder.
/// </summary>
internal sealed class ControlSockets
{
    // ssh appends 17 characters of its own while it makes the socket.
    private const int LongestBase = 40;

    private readonly string _folder;

    public ControlSockets(GitLabEnvironment environment)
    {
        var parent = PrivateFiles.Folder(Path.Combine(Base(), $"gitlab-ha-{Hash(Environment.UserName)[..6]}"));
        _folder = PrivateFiles.Folder(Path.Combine(parent, Hash(environment.Directory)[..8]));
    }

    /// <summary>The socket for one way to reach a node; another way gets another socket.</summary>
    public string PathOf(Node node, ConnectionSettings settings) =>
        Path.Combine(_folder, Hash($"{node.Name} {node.SshHost} {node.Address} {settings}")[..12]);

    /// <summary>Ends the shared connections of the environment.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Directory.GetFiles(_folder).Select(x => CloseAsync(x, cancellationToken)));
    }

    /// <summary>Ends one shared connection, if it is there.</summary>
    public static async Task CloseAsync(string socket, CancellationToken cancellationToken)
    {
        await Program.Of("ssh", "-F/dev/null", $"-oControlPath={socket}", "-O", "exit", "any").RunAsync(cancellationToken);
        File.Delete(socket);
    }

    private static string Base() =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and <= LongestBase } runtime && Directory.Exists(runtime)
            ? runtime
            : "/tmp";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
