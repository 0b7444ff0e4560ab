using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote;
using GitLabHa.Remote.Connections;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Remote;

/// <summary>The sample's nodes, reached in a test's own way.</summary>
internal sealed class FakeSite(Func<Node, IConnection> connect) : IConnections
{
    internal static SiteAccess Access(
        Func<Node, IConnection> connect, IRunEvents? events = null, TimeProvider? time = null, Action<string>? log = null,
        Topology? topology = null) => new()
        {
            Site = new DesiredSite(topology ?? Sample.Topology(), RoleCatalog.Known, new Sample.Canaries()),
            Connections = new FakeSite(connect),
            Mask = new SecretMask([]),
            Events = events ?? new Told(),
            Log = log ?? (_ => { }),
            Time = time ?? TimeProvider.System,
        };

    public IConnection For(Node node) => connect(node);

    public Task PinSharedKeysAsync(Topology topology, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PinAsync(Node node, IEnumerable<string> keys, CancellationToken cancellationToken) => Task.CompletedTask;

    public void RequireStreams(string what)
    {
    }

    public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
