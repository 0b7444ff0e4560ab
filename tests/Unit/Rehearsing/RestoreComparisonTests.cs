using System.Collections.Immutable;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Tests.Unit.Rehearsing;

public sealed class RestoreComparisonTests
{
    [Fact]
    public void What_is_the_same_is_nothing_to_talk_about()
    {
        var same = Compare(Restores.Source);

        same.Differences.ShouldBeEmpty();
        same.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_row_that_was_not_restored_is_a_difference() =>
        Compare(Restores.With("public.users", new TableRows(41, 0, 0)))
            .Differences.ShouldBe(["public.users: 1 of 41 rows were not restored"]);

    [Fact]
    public void What_was_written_since_is_told_and_no_difference() =>
        ShouldTell(Restores.With("public.users", new TableRows(40, 7, 0)), "written to the source since the backup: 7 rows (public.users "
            + "7)");

    [Fact]
    public void What_was_deleted_since_is_told_and_no_difference() =>
        ShouldTell(Restores.With("public.users", new TableRows(38, 0, 0)), "deleted in the source since the backup: 2 rows (public.users "
            + "2)");

    [Fact]
    public void A_table_without_an_id_is_told_since_nobody_knows_when_its_rows_came() =>
        ShouldTell(
            Restores.With("public.schema_migrations", new TableRows(93, 0, null)),
            "public.schema_migrations has 90 rows, and 93 in the source; without an id it is unknown since when");

    [Fact]
    public void A_table_that_was_not_restored_is_a_difference() =>
        Compare(Restores.With("public.notes", new TableRows(0, 0, 0))).Differences.ShouldBe(["public.notes: the table was not restored"]);

    [Theory]
    [InlineData("gitlab_partitions_dynamic.web_hook_logs_202612", "18.2.8")]
    [InlineData("public.new_in_18_3", "18.3.6")]
    public void A_table_that_time_or_an_upgrade_brought_is_told(string table, string version) =>
        ShouldTell(Restores.With(table, new TableRows(1, 0, 0)) with { Version = version }, $"tables that only the source has by now: "
            + $"{table}");

    [Fact]
    public void A_table_that_the_source_dropped_is_told() =>
        ShouldTell(Restores.Source with { Rows = Restores.Source.Rows.Remove("public.users") }, "public.users is no table of the source "
            + "any more");

    [Fact]
    public void A_commit_that_the_source_does_not_know_is_a_difference() =>
        Compare(Restores.Source with { Missing = Restores.Source.Missing.SetItem(Restores.Project, ["c2"]) })
            .Differences.ShouldBe([$"{Restores.Project}: the source does not know c2, to which refs/heads/topic points"]);

    [Fact]
    public void A_repository_that_was_deleted_since_is_told_but_not_all_of_them()
    {
        ShouldTell(
            Restores.Source with { Missing = Restores.Source.Missing.Remove(Restores.Project), Repositories = 1 },
            $"repositories that the source does not have any more: {Restores.Project}");
        Compare(Restores.Source with { Missing = Restores.Source.Missing.Clear(), Repositories = 0 })
            .Differences.ShouldBe(["none of the restored repositories is in the source"]);
    }

    [Fact]
    public void Repositories_that_the_backup_has_not_are_told() =>
        ShouldTell(Restores.Source with { Repositories = 5 }, "3 repositories of the source are not in the backup: made since, or empty");

    [Fact]
    public void Fewer_repositories_than_the_manifest_says_are_a_difference_with_or_without_a_source()
    {
        var manifest = Restores.Manifest with { Repositories = 3 };

        foreach (var source in new[] { Restores.Source, null })
            RestoreComparison.Of(manifest, Restores.Restored, Restores.Probe, source)
                .Differences.ShouldBe(["2 repositories are there, and the backup has 3"]);
    }

    [Fact]
    public void A_probe_that_differs_or_cannot_be_read_is_a_difference()
    {
        Compare(Restores.Source with { Probe = Restores.Probe with { Sha256 = new string('f', 64) } }).Differences.ShouldHaveSingleItem()
            .ShouldStartWith("the probe a1 has 12 bytes");
        Compare(Restores.Source with { Probe = null }).Differences.ShouldBe(["the probe a1 could not be read in the source"]);
        RestoreComparison.Of(Restores.Manifest, Restores.Restored, null, null)
            .Differences.ShouldBe(["the probe could not be read on the restored site"]);
    }

    [Fact]
    public void Object_storage_is_said_not_to_be_part_of_it() =>
        RestoreComparison.Of(
            Restores.Manifest with { Buckets = ImmutableSortedDictionary<string, string>.Empty.Add("lfs", "example-lfs") },
            Restores.Restored,
            Restores.Probe,
            null)
            .Notes.ShouldHaveSingleItem().ShouldContain("example-lfs was neither restored nor compared");

    private static void ShouldTell(SourceFacts source, string note)
    {
        var comparison = Compare(source);
        comparison.Differences.ShouldBeEmpty();
        comparison.Notes.ShouldBe([note]);
    }

    private static RestoreComparison Compare(SourceFacts source) =>
        RestoreComparison.Of(Restores.Manifest, Restores.Restored, Restores.Probe, source);
}
