namespace GitLabHa.Tests.Unit.Documents;

public sealed class SourceSizeTests
{
    // The help text of the build, and the head of a configuration file: neither is a script.
    private static readonly string[] OtherTexts = ["build/Build.cs", "roles/LoadBalancer/HAProxyConfiguration.cs"];

    [Fact]
    public void Every_file_and_every_line_has_a_size_that_can_be_read()
    {
        SourceFile[] files = [.. SourceFile.Under("build", "roles", "tests")];

        files.Length.ShouldBeGreaterThan(500);
        files.SelectMany(x => x.TooLarge).ShouldBeEmpty();
    }

    [Fact]
    public void Scripts_of_more_than_a_few_lines_are_files() => SourceFile.Under("build", "roles")
        .Where(x => !OtherTexts.Contains(x.Path)).SelectMany(x => x.LongTexts).ShouldBeEmpty();

    [Fact]
    public void What_is_too_large_is_named_with_file_and_line()
    {
        var wide = new SourceFile("a.cs", $"x\n{new string('y', 140)}\n{new string('z', 141)}\n");
        var tall = new SourceFile("b.sh", string.Concat(Enumerable.Repeat("x\n", 301)));

        wide.TooLarge.ShouldBe(["a.cs:3: 141 columns, 140 are allowed: break the line"]);
        tall.TooLarge.ShouldBe(["b.sh:301: 301 lines, 300 are allowed: split the file"]);
        new SourceFile("c.sh", string.Concat(Enumerable.Repeat("x\n", 300))).TooLarge.ShouldBeEmpty();
    }

    [Fact]
    public void A_long_text_is_named_with_file_and_line()
    {
        static string Code(int lines) => $"var a = 1;\nvar b = \"\"\"\n{string.Concat(Enumerable.Repeat("    x\n", lines))}    \"\"\";\n";

        new SourceFile("a.cs", Code(6)).LongTexts.ShouldHaveSingleItem().ShouldStartWith("a.cs:2: a text of 6 lines");
        new SourceFile("a.cs", Code(5)).LongTexts.ShouldBeEmpty();
    }
}
