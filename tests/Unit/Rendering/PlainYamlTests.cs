using GitLabHa.Core.Rendering;

namespace GitLabHa.Tests.Unit.Rendering;

public sealed class PlainYamlTests
{
    private static readonly string[] NotText =
    [
        "", "~", "null", "Null", "NULL", "true", "False", "yes", "NO", "on", "Off", "y", "n", "0", "123", "-7", "+7", "007",
        "1_000", "1,000", "0x1f", "0X1F",
        "0b101", "0o17", "1e3", "1.5", "1.", ".5", "1.5e+3", "-1.5E-3", ".inf", "-.INF", ".NaN", "2001-12-14", "2001-1-2",
    ];

    private static readonly string[] Texts =
    [
        "redis-1", "a", "no-1", "nothing", "null1", "truely", "0x", "0xg", "1a", "1e", "e3", "3k-redis",
        "10.10.1.11", "gitlab.example.com", "2001-12-14-a", "0b2", "1-2",
    ];

    [Fact]
    public void What_readers_of_YAML_take_for_something_else_is_found()
    {
        NotText.Where(x => PlainYaml.ReadAs(x) is null).ShouldBeEmpty();
        Texts.Where(x => PlainYaml.ReadAs(x) is not null).ShouldBeEmpty();
        PlainYaml.ReadAs("no").ShouldBe("a boolean");
        PlainYaml.ReadAs("2001").ShouldBe("a number");
        PlainYaml.ReadAs("2001-12-14").ShouldBe("a date");
    }
}
