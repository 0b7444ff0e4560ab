using System.Collections.Concurrent;
using System.Diagnostics;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections.OpenSsh;
using GitLabHa.Remote.Connections.SshNet;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Providers;

namespace GitLabHa.Remote.Connections;

/// <summary>Gives the connection to each node of an environment; a new transport is one line here.</summary>
public sealed class ConnectionFactory : IConnections
{
    private readonly ConcurrentDictionary<string, IConnection> _connections = new();
    private readonly ConnectionKind _kind;
    private readonly ConnectionSettings _settings;
    private readonly string _stateDirectory;
    private readonly string _knownHosts;
    private readonly string _sharedKnownHosts;
    private readonly Lazy<ControlSockets> _sockets;
    private readonly Lazy<ConnectionSettings> _streamSettings;

    /// <summary>Prepares the connections of an environment; the keys of a lab are in the state folder.</summary>
    public ConnectionFactory(GitLabEnvironment environment, string stateDirectory)
    {
        var defaults = ProviderFactory.ConnectionOf(environment, stateDirectory);
        var settings = environment.Connection;
        _kind = settings.Kind ?? (SharesOpenSsh ? ConnectionKind.OpenSsh : ConnectionKind.SshNet);
        _settings = settings with
        {
            User = settings.User ?? defaults.User,
            IdentityFile = Resolve(environment, settings.IdentityFile) ?? defaults.IdentityFile,
            SshConfig = Resolve(environment, settings.SshConfig) ?? defaults.SshConfig,
        };
        if (_kind == ConnectionKind.SshNet) SshNetRefusal.Refuse(environment, _settings.IdentityFile);
        _stateDirectory = stateDirectory;
        _knownHosts = Resolve(environment, settings.KnownHosts) ?? defaults.KnownHosts!;
        _sharedKnownHosts = Path.Combine(stateDirectory, "shared_known_hosts");
        _sockets = new(() => new ControlSockets(environment));
        _streamSettings = new(StreamSettings);
    }

    /// <inheritdoc />
    public IConnection For(Node node) => _connections.GetOrAdd(node.Name, _ => _kind switch
    {
        ConnectionKind.OpenSsh => OpenSsh(node, _settings),
        ConnectionKind.SshNet => new SshNetConnection(TargetOf(node, _settings), StreamsOf(node)),
        _ => throw new UnreachableException($"no connection of kind {_kind}"),
    });

    /// <inheritdoc />
    public Task PinSharedKeysAsync(Topology topology, CancellationToken cancellationToken) =>
        SharedHostKeys.WriteAsync(topology, _knownHosts, _sharedKnownHosts, cancellationToken);

    /// <inheritdoc />
    public async Task PinAsync(Node node, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var host = KnownHosts.NameOf(SshTarget.HostOf(node), _settings.Port);
        var there = await File.ReadAllTextAsync(_knownHosts, cancellationToken).ConfigureAwait(false);
        var missing = keys.Select(x => $"{host} {x}\n").Where(x => !there.Contains(x, StringComparison.Ordinal)).ToArray();
        if (missing.Length == 0) return;
        var end = there.Length == 0 || there[^1] == '\n' ? "" : "\n";
        await File.AppendAllTextAsync(_knownHosts, end + string.Concat(missing), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void RequireStreams(string what)
    {
        if (_kind == ConnectionKind.SshNet && !SharesOpenSsh) throw SshNetConnection.NoStreams(what);
    }

    /// <inheritdoc />
    public Task CloseAsync(CancellationToken cancellationToken) =>
        SharesOpenSsh ? _sockets.Value.CloseAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Lets go of the connections; shared ones of the OpenSSH client stay open for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values) await connection.DisposeAsync();
    }

    // The client of Windows cannot share connections (ControlMaster), and a connection for each command is four times as slow.
    private static bool SharesOpenSsh => !OperatingSystem.IsWindows() && Program.Exists("ssh");

    private OpenSshConnection OpenSsh(Node node, ConnectionSettings settings) =>
        new(TargetOf(node, settings), _sockets.Value.PathOf(node, settings));

    private Lazy<IConnection>? StreamsOf(Node node) => SharesOpenSsh ? new(() => OpenSsh(node, _streamSettings.Value)) : null;

    private SshTarget TargetOf(Node node, ConnectionSettings settings) => new()
    {
        Node = node,
        Settings = settings,
        KnownHosts = _knownHosts,
        SharedKnownHosts = _sharedKnownHosts,
    };

    // The user's ssh configuration has no say in them, as it has none in the other connections of kind: sshnet.
    private ConnectionSettings StreamSettings()
    {
        var user = _settings.User ?? Environment.UserName;
        var settings = _settings with { User = user, Port = _settings.Port ?? SshTarget.DefaultPort };
        return settings with { SshConfig = JumpConfig.Write(_stateDirectory, _knownHosts, _sharedKnownHosts, settings) };
    }

    private static string? Resolve(GitLabEnvironment environment, string? path)
    {
        if (path is null) return null;
        if (path.StartsWith("~/", StringComparison.Ordinal))
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]);
        return Path.Combine(environment.Directory, path);
    }
}
