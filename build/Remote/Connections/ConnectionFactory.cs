using System.Collections.Concurrent;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Connections;

/// <summary>Gives the connection to each node of an environment; a new transport is one line here.</summary>
public sealed class ConnectionFactory : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, IConnection> _connections = new();
    private readonly ConnectionSettings _settings;
    private readonly string _knownHosts;
    private readonly string _sharedKnownHosts;
    private readonly ControlSockets _sockets;

    /// <summary>Prepares the connections of an environment; a lab's keys lie in the state folder.</summary>
    public ConnectionFactory(GitLabEnvironment environment, string stateDirectory)
    {
        var lab = environment.Provider == Provider.Lab;
        var settings = environment.Connection;
        _settings = settings with
        {
            User = settings.User ?? (lab ? "root" : null),
            IdentityFile = Resolve(environment, settings.IdentityFile) ?? (lab ? Path.Combine(stateDirectory, "id_ed25519") : null),
            SshConfig = Resolve(environment, settings.SshConfig) ?? (lab ? "/dev/null" : null),
        };
        _knownHosts = Resolve(environment, settings.KnownHosts)
            ?? Path.Combine(lab ? stateDirectory : environment.Directory, "known_hosts");
        _sharedKnownHosts = Path.Combine(stateDirectory, "shared_known_hosts");
        _sockets = new ControlSockets(environment);
    }

    /// <summary>The connection to a node; the same one for every caller.</summary>
    public IConnection For(Node node) => _connections.GetOrAdd(node.Name, _ => new OpenSshConnection(new SshTarget
    {
        Node = node,
        Settings = _settings,
        KnownHosts = _knownHosts,
        SharedKnownHosts = _sharedKnownHosts,
        ControlPath = _sockets.PathOf(node, _settings),
    }));

    /// <summary>Lets nodes that share their host keys show any key pinned for one of them; to be called before the first connection.</summary>
    public Task PinSharedKeysAsync(Topology topology, CancellationToken cancellationToken) =>
        SharedHostKeys.WriteAsync(topology, _knownHosts, _sharedKnownHosts, cancellationToken);

    /// <summary>Pins keys ("TYPE KEY") that a node is about to show, beside those that are pinned already.</summary>
    public async Task PinAsync(Node node, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var host = node.SshHost ?? node.Address;
        if (_settings.Port is { } port and not 22) host = $"[{host}]:{port}";
        var there = await File.ReadAllTextAsync(_knownHosts, cancellationToken).ConfigureAwait(false);
        var missing = keys.Select(x => $"{host} {x}\n").Where(x => !there.Contains(x, StringComparison.Ordinal)).ToArray();
        if (missing.Length == 0) return;
        var end = there.Length == 0 || there[^1] == '\n' ? "" : "\n";
        await File.AppendAllTextAsync(_knownHosts, end + string.Concat(missing), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the environment's shared connections, when its nodes go away.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => _sockets.CloseAsync(cancellationToken);

    /// <summary>Lets go of the connections; the shared ones stay open for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values) await connection.DisposeAsync();
    }

    private static string? Resolve(GitLabEnvironment environment, string? path)
    {
        if (path is null) return null;
        if (path.StartsWith("~/", StringComparison.Ordinal))
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]);
        return Path.Combine(environment.Directory, path);
    }
}
