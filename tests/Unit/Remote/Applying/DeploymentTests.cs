using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Observing;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Remote.Applying;

/// <summary>What is known of an environment while a failover is under way.</summary>
public sealed class DeploymentTests
{
    private readonly QuickTime _time = new();
    private readonly List<string> _said = [];
    private readonly List<int> _asked = [];

    [Fact]
    public async Task A_failover_that_is_under_way_is_waited_for()
    {
        (await Deploy(disagreeUntil: 5).RefreshAsync(CancellationToken.None)).PostgresLeader.ShouldBe("10.0.0.22");

        _time.Seconds.ShouldBe(5);
        _asked.ShouldAllBe(x => x == Sample.Topology().Nodes.Count());
        _said.ShouldBe(
            ["the PostgreSQL nodes disagree about who the leader is (postgres-1 says 10.0.0.21; postgres-2 says 10.0.0.22); waiting up to 30 s for the failover to end"]);
    }

    [Fact]
    public async Task Nodes_that_disagree_for_good_are_refused()
    {
        var refused = await Should.ThrowAsync<OperatorException>(Deploy(disagreeUntil: 1000).RefreshAsync(CancellationToken.None));

        refused.Problem.ShouldBe("the PostgreSQL nodes disagree about who the leader is");
        _time.Seconds.ShouldBe(30);
    }

    private Deployment Deploy(int disagreeUntil) => new(new DeploymentParts
    {
        Topology = Sample.Topology(),
        Secrets = new Sample.Canaries(),
        RolesOf = RoleCatalog.Of,
        Compose = RoleCatalog.Compose,
        Observe = (nodes, _) =>
        {
            _asked.Add(nodes.Count);
            return Task.FromResult<IReadOnlyList<NodeObservation>>([.. nodes.Select(x => Seen(x, _time.Seconds < disagreeUntil))]);
        },
        ReadLive = observations => LiveStateReader.Read([.. observations]),
        Mask = x => x,
        Selected = _ => true,
        Say = _said.Add,
        Time = _time,
    });

    private static NodeObservation Seen(DesiredNode desired, bool disagree) => new()
    {
        Node = desired.Node,
        PostgresLeader = desired.Node.Name switch { "postgres-1" => disagree ? "10.0.0.21" : "10.0.0.22", "postgres-2" => "10.0.0.22", _ => null },
    };
}
