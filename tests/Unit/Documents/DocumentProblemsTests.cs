using GitLabHa.Tests.Unit.Pipeline;

namespace GitLabHa.Tests.Unit.Documents;

public sealed class DocumentProblemsTests
{
    private static readonly MarkdownPage Guide = new("docs/guide.md", "# Guide\n\n## What `x.y` is, and why\n\n## Twice\n\n## Twice\n");

    [Fact]
    public void A_name_without_a_row_and_a_row_without_a_name_are_found() =>
        DocumentProblems.Names(
            new("docs/p.md", "| key | type |\n|---|---|\n| `a.b` | x |\n| `old` | x |\n"), "key", ["a.b", "new"], _ => true).ShouldBe([
            "docs/p.md: the key new is not documented: add a table row \"| `new` | … |\"",
            "docs/p.md: there is no key old: remove its row",
        ]);

    [Fact]
    public void A_parameter_is_documented_with_its_value() =>
        DocumentProblems.Names(new("docs/p.md", "| `--env NAME` | most |"), "parameter", ["--env"], _ => true).ShouldBeEmpty();

    [Theory]
    [InlineData(
        "[a](guide.md) [b](guide.md#guide) [c](guide.md#what-xy-is-and-why) [d](guide.md#twice-1) [e](../docs/guide.md) [f](#page)")]
    [InlineData("[a](https://example.com/none.md#none) `[b](none.md)`")]
    [InlineData("```\n[a](none.md)\n```")]
    public void Links_that_resolve_are_no_problem(string text) => Links(text).ShouldBeEmpty();

    [Theory]
    [InlineData("[a](none.md)", "docs/page.md:3: the link none.md leads to docs/none.md, which does not exist")]
    [InlineData("[a](../guide.md)", "docs/page.md:3: the link ../guide.md leads to guide.md, which does not exist")]
    [InlineData("[a](#none)", "docs/page.md:3: the link #none leads to no heading of docs/page.md; its headings: page")]
    [InlineData(
        "[a](guide.md#none)",
        "docs/page.md:3: the link guide.md#none leads to no heading of docs/guide.md; its headings: guide, what-xy-is-and-why, twice, "
            + "twice-1")]
    public void Links_that_lead_nowhere_are_found(string text, string problem) => Links(text).ShouldBe([problem]);

    [Theory]
    [InlineData("    ./build.sh Deplyo --env mine   # now", "docs/p.md: ./build.sh Deplyo --env mine: there is no target Deplyo")]
    [InlineData("Run `./build.sh Deploy --enviroment lab`.",
        "docs/p.md: ./build.sh Deploy --enviroment lab: there is no parameter --enviroment")]
    public void Commands_that_do_not_exist_are_found(string text, string problem) =>
        DocumentProblems.Calls(new("docs/p.md", text), BuildSchema.OfRepository).ShouldBe([problem]);

    [Fact]
    public void A_page_without_a_line_in_the_index_is_found() =>
        DocumentProblems.Index(new("docs/README.md", "[page](page.md)"), [Guide, new("docs/page.md", ""), new("README.md", "")])
            .ShouldBe(["docs/README.md: docs/guide.md is not in the index: add a line with a link"]);

    [Fact]
    public void A_page_that_is_too_large_is_found() => DocumentProblems.Size(new("README.md", "„"), 2)
        .ShouldBe(["README.md: 3 bytes, at most 2: move details to a page of docs/ and link to it"]);

    [Fact]
    public void A_long_line_of_prose_is_found_and_a_table_or_code_is_not()
    {
        var line = new string('x', 121);

        DocumentProblems.LongLines(new("docs/p.md", $"{line}\n|{line}\n    {line}\n```\n{line}\n```\n"))
            .ShouldBe(["docs/p.md:1: 121 columns: wrap the line at 120"]);
    }

    private static IEnumerable<string> Links(string text)
    {
        var page = new MarkdownPage("docs/page.md", $"# Page\n\n{text}\n");
        return DocumentProblems.Links(page, [page, Guide], x => x is "docs/page.md" or "docs/guide.md");
    }
}
