using GitLabHa.Reporting;
using GitLabHa.Reporting.Plans;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_have_no_difference() => UnifiedDiff.Of("a\nb\n", "a\nb\n").ShouldBeEmpty();

    [Fact]
    public void Three_lines_of_context_surround_a_change_and_far_changes_get_hunks_of_their_own()
    {
        var before = string.Concat(Enumerable.Range(1, 20).Select(x => $"line {x}\n"));
        var after = before.Replace("line 2\n", "line two\n", StringComparison.Ordinal).Replace("line 18\n", "", StringComparison.Ordinal);

        UnifiedDiff.Of(before, after).ShouldBe(
        [
            "@@ -1,5 +1,5 @@", " line 1", "-line 2", "+line two", " line 3", " line 4", " line 5",
            "@@ -15,6 +15,5 @@", " line 15", " line 16", " line 17", "-line 18", " line 19", " line 20",
        ]);
    }

    [Fact]
    public void A_new_file_is_all_additions() => UnifiedDiff.Of("", "a\nb\n").ShouldBe(["@@ -1,0 +1,2 @@", "+a", "+b"]);

    [Fact]
    public void Blanks_count() => UnifiedDiff.Of("a \n", "a\n").ShouldBe(["@@ -1,1 +1,1 @@", "-a ", "+a"]);

    [Fact]
    public void A_difference_that_shows_in_no_line_is_still_said() =>
        UnifiedDiff.Of("a\nb", "a\nb\n").ShouldBe(["@@ only line endings differ @@"]);
}
