using System.Text.RegularExpressions;
using System.Xml.Linq;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit;

/// <summary>A package that is pinned is used, and CONTRIBUTING says what for.</summary>
public sealed partial class PackagesTests
{
    private static string[] Pins { get; } = Included("Directory.Packages.props", "PackageVersion");

    [Fact]
    public void Every_pinned_package_has_a_reason_and_every_reason_a_package()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));
        var rows = Row().Matches(text[text.IndexOf("## Packages", StringComparison.Ordinal)..])
            .Select(x => (Package: x.Groups[1].Value, Reason: x.Groups[2].Value)).Where(x => x.Package != "package");

        rows.Where(x => x.Reason.Length > 10).Select(x => x.Package).ShouldBe(Pins);
    }

    [Fact]
    public void Every_pinned_package_is_referenced_by_a_project()
    {
        var projects = Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "Directory.Build.props"));

        Pins.Except(projects.SelectMany(x => Included(x, "PackageReference"))).ShouldBeEmpty();
    }

    private static string[] Included(string file, string element) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, file)).Descendants(element).Select(x => (string)x.Attribute("Include")!)];

    [GeneratedRegex(@"^\| ([A-Za-z0-9.]+) \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
