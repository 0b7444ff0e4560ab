using GitLabHa.Core;
using GitLabHa.Remote.Secrets;

namespace GitLabHa.Tests.Unit.Remote.Secrets;

public sealed class SecretYamlTests
{
    [Fact]
    public void A_plain_line_is_a_first_version_and_a_map_says_which_it_is()
    {
        var values = SecretYaml.Parse("a: one\nb: { version: 7, value: \"two\" }\n", "secrets.yml");

        values["a"].ShouldBe(new VersionedSecret("one", 1));
        values["b"].ShouldBe(new VersionedSecret("two", 7));
        SecretYaml.Parse(SecretYaml.Write(values), "secrets.yml").ShouldBe(values);
    }

    [Theory]
    [InlineData("a: one\nb: { value: hidden }\n")]
    [InlineData("a: one\nb: { version: 0, value: hidden }\n")]
    [InlineData("a: one\nb: { version: x, value: hidden }\n")]
    [InlineData("a: one\nb: { version: 2, value: \"\" }\n")]
    [InlineData("a: one\nb: { version: 2, value: hidden, more: x }\n")]
    [InlineData("a: one\nb: [hidden]\n")]
    [InlineData("a: one\nb:\n")]
    public void What_is_no_value_is_refused_with_its_line_and_not_quoted(string text)
    {
        var refused = Should.Throw<OperatorException>(() => SecretYaml.Parse(text, "secrets.yml"));

        refused.Problem.ShouldBe("line 2 of the secret store is not 'name: value' or 'name: { version: 2, value: … }'");
        refused.Message.ShouldNotContain("hidden");
    }
}
