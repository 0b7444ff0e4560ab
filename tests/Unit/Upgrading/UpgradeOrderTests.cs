using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradeOrderTests
{
    [Fact]
    public void Groups_go_in_the_documented_order_by_their_earliest_role() => Order(Sample.Environment()).ShouldBe(
    [
        "consul: redis-1, redis-2, redis-3", "postgres: postgres-1, postgres-2", "praefect_postgres: praefect-postgres-1",
        "gitaly: gitaly-1, gitaly-2, gitaly-3", "praefect: praefect-1, praefect-2, praefect-3", "rails: rails-1, rails-2",
    ]);

    [Fact]
    public void Sidekiq_of_its_own_waits_for_Rails_wherever_else_it_lives()
    {
        var environment = Sample.Environment();
        var rails = environment.Groups.Single(x => x.Name == "rails");
        NodeGroup Group(string name, params string[] roles) =>
            rails with { Name = name, Roles = [.. roles], Nodes = [rails.Nodes[0] with { Name = name, Group = name, Roles = [.. roles] }] };

        var order = Order(
            environment with
            {
                Groups = [Group("a-sidekiq", RoleNames.Sidekiq), Group("jobs", RoleNames.Consul, RoleNames.Sidekiq),
                Group("watch", RoleNames.Monitoring), .. environment.Groups]
            });

        order.TakeLast(4).ShouldBe(["rails: rails-1, rails-2", "consul: jobs", "sidekiq: a-sidekiq", "monitoring: watch"]);
    }

    private static string[] Order(GitLabEnvironment environment) =>
        [.. UpgradeOrder.Of(new Topology(environment)).Select(x => x.ToString())];
}
