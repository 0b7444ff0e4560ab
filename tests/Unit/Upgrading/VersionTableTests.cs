using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

/// <summary>The embedded data agrees with itself.</summary>
public sealed class VersionTableTests
{
    private static VersionTable Table => VersionTable.Known;

    [Fact]
    public void Every_minor_is_there_and_follows_the_one_before()
    {
        foreach (var (before, next) in Table.Releases.Zip(Table.Releases.Skip(1)))
        {
            next.Has(next.Latest).ShouldBeTrue();
            next.First.ShouldBe(
                next.First.Minor == 0
                    ? new GitLabVersion(before.First.Major + 1, 0, 0)
                    : before.First with { Minor = before.First.Minor + 1 });
            (next.MinFrom < next.First).ShouldBeTrue();
        }

        Table.Newest.IsOf(GitLabVersion.Newest).ShouldBeTrue("the newest version that is rendered is the newest one to upgrade to");
        Table.Find(GitLabVersion.Oldest).ShouldNotBeNull();
    }

    [Fact]
    public void Whatever_a_package_demands_to_be_installed_over_is_a_required_stop()
    {
        var stops = Table.Stops.Where(x => x.When is null).Select(x => x.Minor).ToArray();

        Table.Releases.Select(x => x.MinFrom).OfType<GitLabVersion>().ShouldAllBe(x => stops.Contains(x));
    }

    [Fact]
    public void Stops_are_known_minors_and_a_condition_has_words() =>
        Table.Stops.ShouldAllBe(x => Table.Find(x.Minor) != null && x.Why.Length > 0 && x.When == null == (x.If == null));

    [Fact]
    public void A_window_lies_where_packages_bring_both_majors_and_ends_before_the_one_that_demands_the_new()
    {
        foreach (var window in Table.Windows)
        {
            var inside = Table.Releases.Where(x => window.Contains(x.First)).ToArray();
            inside.ShouldAllBe(
                x => x.Postgres.Any(y => y.StartsWith($"{window.From}.")) && x.Postgres.Any(y => y.StartsWith($"{window.To}.")));
            inside.ShouldAllBe(x => x.MinPostgres == window.From);
            Table.Releases.First(x => x.First > window.Last).MinPostgres.ShouldBe(window.To);
        }
    }

    [Fact]
    public void Notes_have_a_source_and_a_span_that_is_not_empty() =>
        Table.Notes.ShouldAllBe(
            x => x.Source.StartsWith("https://") && Table.Find(x.Since) != null && (x.Until == null || x.Until > x.Since));
}
