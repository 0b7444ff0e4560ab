using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;

namespace GitLabHa.Tests.Unit.Remote;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class VersionLineTests
{
    [Theory]
    [InlineData("# version: 18.2.8\ngitlab:\n  version: 18.2.8 # ours\n  x: 1\n",
        "# version: 18.2.8\ngitlab:\n  version: 18.3.6 # ours\n  x: 1\n")]
    [InlineData("gitlab: { edition: ee, version: '18.2.8', external_url: x }\r\n",
        "gitlab: { edition: ee, version: '18.3.6', external_url: x }\r\n")]
    [InlineData("gitlab:\n  version: 18.2.80\n", null)]
    [InlineData("gitlab:\n  version: &v 18.2.8\n", null)]
    [InlineData("a:\n  version: 18.2.8\nb:\n  version: 18.2.8\n", null)]
    public void Only_the_version_changes_and_only_where_it_is_one(string before, string? after)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, before);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        VersionLine.Replace(file, GitLabVersion.Parse("18.2.8"), GitLabVersion.Parse("18.3.6")).ShouldBe(after is not null);

        File.ReadAllText(file).ShouldBe(after ?? before);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.Exists(file + ".new").ShouldBeFalse();
        File.Delete(file);
    }
}
