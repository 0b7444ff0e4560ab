using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>A storage keeps the name that the running site knows it by.</summary>
public sealed class StorageNamesTests
{
    [Fact]
    public void Names_in_use_are_fine() => StorageNames.Refuse(Sample.Topology(), Site(("gitaly-1", 1), ("gitaly-2", 2), ("gitaly-3", 3)));

    [Fact]
    public void Names_that_moved_by_one_place_are_refused_with_the_lines_to_write()
    {
        var refused = Should.Throw<OperatorException>(() => StorageNames.Refuse(Sample.Topology(), Site(("gitaly-2", 1), ("gitaly-3", 2))));

        refused.Problem.ShouldBe(
            "A storage cannot be renamed: gitaly-1 serves gitaly-2, and its name would become gitaly-1; gitaly-2 serves gitaly-3, and "
                + "its name would become gitaly-2.");
        refused.Where.ShouldBe("gitaly.yml");
        refused.Fix.ShouldBe("""
            Keep the names in use:
                - { name: gitaly-1, address: 10.0.0.41, storage: gitaly-2 }
                - { name: gitaly-2, address: 10.0.0.42, storage: gitaly-3 }
            """);
    }

    [Fact]
    public void Praefect_has_the_last_word() =>
        StorageNames.Refuse(Sample.Topology(), [.. Site(("gitaly-1", 1), ("gitaly-2", 2), ("gitaly-3", 3)), Own("edited", 2)]);

    [Fact]
    public void Without_Praefect_the_node_decides() =>
        Should.Throw<OperatorException>(() => StorageNames.Refuse(Sample.Topology(), [Own("default", 2)]))
            .Problem.ShouldContain("gitaly-2 serves default");

    [Fact]
    public void A_storage_whose_node_has_another_address_now_is_no_rename() =>
        StorageNames.Refuse(Sample.Topology(), Site(("gitaly-1", 9)));

    private static ImmutableArray<NodeObservation> Site(params (string Storage, int Host)[] storages) =>
    [
        new NodeObservation
        {
            Node = Sample.Topology().With(RoleNames.Praefect)[0],
            Storages = [.. storages.Select(x => new StorageInUse(x.Storage, $"10.0.0.4{x.Host}", ByPraefect: true))],
        },
    ];

    private static NodeObservation Own(string storage, int host)
    {
        var node = Sample.Topology().With(RoleNames.Gitaly)[host - 1];
        return new NodeObservation { Node = node, Storages = [new StorageInUse(storage, node.Address, ByPraefect: false)] };
    }
}
