using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>Whose address Rails sees, by what stands before it, and who may ask whether it is ready.</summary>
public sealed class ClientAddressTests
{
    [Fact]
    public void Who_asks_through_a_load_balancer_may_ask()
    {
        foreach (var topology in new[] { Site(x => x),
            Site(Without("lb"), new LoadBalancerSettings { InternalHost = "internal.example.com" }) })
        {
            var asks = Balanced(topology).ShouldNotBeNull().Node;

            Rails(topology).ShouldContain($"'{asks.Address}/32'");
        }
    }

    [Fact]
    public void Nobody_asks_through_a_load_balancer_where_there_is_none() =>
        Balanced(Site(x => Without("lb")(Alone(x)))).ShouldBeNull();

    [Fact]
    public void A_Gitaly_node_asks_through_a_load_balancer_elsewhere_but_never_one_that_is_a_target_of_it()
    {
        var elsewhere = new LoadBalancerSettings { InternalHost = "10.9.9.9" };
        Balanced(Site(Without("lb"), elsewhere)).ShouldNotBeNull().Node.Name.ShouldBe("gitaly-1");

        Balanced(
            Site(x => Without("lb")(x) with { Groups = [.. Without("lb")(x).Groups.Select(With(RoleNames.Gitaly, RoleNames.Rails))] },
                elsewhere)).ShouldBeNull();
    }

    [Theory]
    [InlineData("16.6.10")]
    [InlineData("18.2.8")]
    [InlineData("19.3.0")]
    public void Behind_two_load_balancers_the_address_of_neither_is_the_clients(string version)
    {
        var rails = Rails(
            Site(x => x with { Version = GitLabVersion.Parse(version) }, new LoadBalancerSettings { ProbeCidrs = ["10.10.0.0/16"] }));

        rails.ShouldContain("['10.0.0.51/32', '10.10.0.0/16']");
        rails.ShouldMatch("real_ip_recursive'(\\] =| =>) 'on'");
    }

    [Theory]
    [InlineData(null, 22, 2222)]
    [InlineData(2222, 2222, 22)]
    [InlineData(2022, 2022, 2222)]
    public void Git_over_SSH_goes_to_the_port_of_sshd_and_comes_by_one_that_sshd_leaves_free(int? port, int sshd, int frontend)
    {
        var topology = Site(x => x with { Connection = new ConnectionSettings { Port = port } });

        var text = RoleCatalog.Known.Compose(Context(topology, "lb-1"))
            .Files.Single(x => x.Path.EndsWith("haproxy.cfg", StringComparison.Ordinal)).Content.Masked;

        text.ShouldContain($"listen git-ssh\n  bind :{frontend}\n");
        text.ShouldContain($"  server rails-1 10.0.0.61:{sshd} check\n");
    }

    private static RailsReadiness? Balanced(Topology topology) =>
        (RailsReadiness?)RailsChecks.For(Context(topology, "rails-1")).SingleOrDefault(x => x.Id == "rails.balanced");

    private static Topology Site(Func<GitLabEnvironment, GitLabEnvironment> change, LoadBalancerSettings? balancer = null) =>
        new(change(Sample.Environment()) with { LoadBalancer = balancer ?? new LoadBalancerSettings() });

    private static Func<GitLabEnvironment, GitLabEnvironment> Without(string group) =>
        x => x with { Groups = [.. x.Groups.Where(y => y.Name != group)] };

    private static GitLabEnvironment Alone(GitLabEnvironment site) =>
        site with { Groups = [.. site.Groups.Select(x => x with { Nodes = x.Nodes[..1] })] };

    private static Func<NodeGroup, NodeGroup> With(string role, string more) => group => group.Roles.Contains(role)
        ? group with { Roles = [.. group.Roles, more], Nodes = [.. group.Nodes.Select(x => x with { Roles = [.. x.Roles, more] })] }
        : group;

    private static string Rails(Topology topology) => RoleCatalog.Known.Compose(Context(topology, "rails-1")).GitlabRb!.Render().Masked;

    private static RoleContext Context(Topology topology, string node) =>
        new() { Node = topology.Nodes.Single(x => x.Name == node), Topology = topology, Secrets = new Sample.Canaries() };
}
