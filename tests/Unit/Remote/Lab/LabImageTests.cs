using GitLabHa.Remote.Providers.Lab;

namespace GitLabHa.Tests.Unit.Remote.Lab;

public sealed class LabImageTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gitlab-ha-image-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void An_image_on_the_same_base_has_a_tag_that_follows_from_the_files_of_both()
    {
        Write("lab/Dockerfile", "FROM base");
        Write("knowledge/deprecations.json", "{}");
        Write("services/Dockerfile", "FROM base");
        var (node, services) = (Tag(null), Tag("services"));
        node.ShouldStartWith("gitlab-ha-lab/node:");
        services.ShouldStartWith("gitlab-ha-lab/services:");

        Write("services/Dockerfile", "FROM base\nRUN true");
        (Tag(null), Tag("services") == services).ShouldBe((node, false));

        Write("services/Dockerfile", "FROM base");
        Tag("services").ShouldBe(services);
        Write("lab/recipe.rb", "# which the services run, too");
        (Tag(null) == node, Tag("services") == services).ShouldBe((false, false));
    }

    private string Tag(string? other) =>
        new LabImage(PathOf("lab"), PathOf("knowledge"), _ => { }, other is null ? null : PathOf(other)).Tag;

    private string PathOf(string name) => Path.Combine(_root.FullName, name);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }
}
