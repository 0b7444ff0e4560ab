using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>Rails and Gitaly use the same storage names; without Praefect nothing translates between them.</summary>
public sealed class GitStorageTests
{
    [Theory]
    [InlineData("16.6.10", "gitaly-1", "gitaly-2", "gitaly-3")]
    [InlineData("17.11.7", "gitaly-1", "gitaly-2", "gitaly-3")]
    [InlineData("19.3.0", "gitaly-1", "gitaly-2", "gitaly-3")]
    [InlineData("18.2.8", "gitaly-1", "default", "gitaly-3")]
    [InlineData("18.2.8", "default")]
    [InlineData("18.2.8", "gitaly-1")]
    public void Without_Praefect_every_Gitaly_is_a_storage_of_Rails_under_the_name_that_it_serves(string version, params string[] names)
    {
        var topology = Sharded(version, names);
        var rails = Rb(topology, "rails-1");

        topology.GitStorages.Select(x => x.Name).ShouldBeUnique();
        topology.GitStorages.Count(x => x.Name == "default").ShouldBe(1);
        foreach (var (storage, node) in topology.GitStorages.Zip(topology.With(RoleNames.Gitaly)))
        {
            rails.ShouldContain($"'{storage.Name}' => {{ 'gitaly_address' => 'tcp://{node.Address}:8075'");
            Rb(topology, node.Name).ShouldContain($"'name' => '{storage.Name}'");
        }
    }

    [Fact]
    public void A_node_whose_storage_is_called_default_keeps_the_others_names()
    {
        Sharded("18.2.8", "gitaly-1", "default", "gitaly-3").GitStorages.Select(x => x.Name).ShouldBe(["gitaly-1", "default", "gitaly-3"]);
        Sharded("18.2.8", "gitaly-1", "gitaly-2", "gitaly-3").GitStorages.Select(x => x.Name).ShouldBe(["default", "gitaly-2", "gitaly-3"]);
    }

    [Fact]
    public void With_Praefect_its_one_virtual_storage_is_all_that_Rails_knows()
    {
        Sample.Topology().GitStorages.ShouldBe([new GitStorage("default", new Endpoint("10.0.0.51", 2305))]);
        Sample.Topology().With(RoleNames.Gitaly).Select(Sample.Topology().StorageOf).ShouldBe(["gitaly-1", "gitaly-2", "gitaly-3"]);
    }

    [Fact]
    public void Several_storages_get_weights_on_the_node_that_migrates_and_one_needs_none()
    {
        Weights(Sharded("18.2.8", "gitaly-1", "gitaly-2"), "rails-1").ShouldHaveSingleItem().Title.ShouldContain("default, gitaly-2");
        Weights(Sharded("18.2.8", "gitaly-1", "gitaly-2"), "rails-2").ShouldBeEmpty();
        Weights(Sharded("18.2.8", "gitaly-1"), "rails-1").ShouldBeEmpty();
        Weights(Sample.Topology(), "rails-1").ShouldBeEmpty();
    }

    private static Topology Sharded(string version, params string[] names) => new(Sample.Environment(version) with
    {
        Groups =
        [
            .. Sample.Environment(version).Groups
                .Where(x => !x.Name.StartsWith("praefect", StringComparison.Ordinal))
                .Select(x => x.Name == "gitaly" ? x with { Nodes = Named(x.Nodes, names) } : x),
        ],
    });

    private static ImmutableArray<Node> Named(ImmutableArray<Node> nodes, string[] names) =>
        [.. nodes.Zip(names, (node, name) => node with { Storage = name })];

    private static string Rb(Topology topology, string node) =>
        RoleCatalog.Known.Compose(Context(topology, node)).GitlabRb!.Render().Masked;

    private static IEnumerable<Ensure> Weights(Topology topology, string node) =>
        RoleCatalog.Known.Compose(Context(topology, node)).Ensures.Where(x => x.NeedsSchema);

    private static RoleContext Context(Topology topology, string node) =>
        new() { Node = topology.Nodes.Single(x => x.Name == node), Topology = topology, Secrets = new Sample.Canaries() };
}
