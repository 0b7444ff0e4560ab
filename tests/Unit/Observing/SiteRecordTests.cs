using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Tests.Unit.Observing;

public sealed class SiteRecordTests
{
    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var record = SiteRecord.None.With(Sample.Topology().Nodes);

        var read = SiteRecord.Read(record.ToString())!;

        read.Number.ShouldBe(1);
        read.Agrees(record).ShouldBeTrue();
        read.Nodes.Single(x => x.Name == "gitaly-2").Storage.ShouldBe("gitaly-2");
        record.ToString().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("{}")]
    [InlineData("""{"Number":3,"Nodes":[{"Name":"a"}]}""")]
    public void What_is_no_record_is_none(string line) => SiteRecord.Read(line).ShouldBeNull();

    [Fact]
    public void The_newest_of_several_is_right() =>
        SiteRecord.Newest([new SiteRecord(2, []), null, new SiteRecord(7, []), new SiteRecord(3, [])]).Number.ShouldBe(7);

    [Fact]
    public void Without_any_there_is_none() => SiteRecord.Newest([null, null]).ShouldBe(SiteRecord.None);

    [Fact]
    public void While_a_site_changes_a_node_keeps_the_roles_that_it_had_and_nodes_that_left_stay()
    {
        var before = SiteRecord.None.With(Sample.Group("a", 10, 2, RoleNames.Rails, RoleNames.Sidekiq).Nodes);

        var now = before.With([.. Sample.Group("a", 10, 1, RoleNames.Rails).Nodes]);

        now.Nodes.Select(x => $"{x}: {string.Join(' ', x.Roles)}").ShouldBe(["a-1: rails sidekiq", "a-2: rails sidekiq"]);
        now.Number.ShouldBe(2);
    }
}
