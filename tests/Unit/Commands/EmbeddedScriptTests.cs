using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Tests.Unit.Documents;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Commands;

public sealed class EmbeddedScriptTests
{
    [Fact]
    public void The_text_is_that_of_the_file_without_its_last_line_feed() => EmbeddedScript.Of(typeof(Reconfigure), "reconfigure.sh")
        .ShouldBe(File.ReadAllText(Path.Combine(Repository.Root, "build/Core/Desired/reconfigure.sh"))[..^1]);

    [Fact]
    public void A_file_that_is_not_embedded_is_named_with_its_assembly() =>
        Should.Throw<InvalidOperationException>(() => EmbeddedScript.Of(typeof(Reconfigure), "observe.sh"))
            .Message.ShouldStartWith("observe.sh is not embedded in GitLabHa.Core:");

    // The names of embedded files have no folder, so a name that occurs twice would be a matter of luck to a reader.
    [Fact]
    public void Each_script_has_a_name_of_its_own_and_is_used_by_code_beside_it()
    {
        SourceFile[] scripts = [.. SourceFile.Under("build", "roles").Where(x => x.Path.EndsWith(".sh", StringComparison.Ordinal))];

        scripts.Length.ShouldBeGreaterThan(40);
        scripts.Select(x => Path.GetFileName(x.Path)).ShouldBeUnique();
        scripts.Where(x => !Users(x).Any(code => code.Text.Contains($"\"{Path.GetFileName(x.Path)}\"", StringComparison.Ordinal)))
            .Select(x => $"{x.Path} is not used by code in its folder").ShouldBeEmpty();
    }

    private static IEnumerable<SourceFile> Users(SourceFile script) => SourceFile.Under(Path.GetDirectoryName(script.Path)!)
        .Where(x => Path.GetDirectoryName(x.Path) == Path.GetDirectoryName(script.Path));
}
