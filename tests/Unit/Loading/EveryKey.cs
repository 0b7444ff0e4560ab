using System.Text.RegularExpressions;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Loading;

/// <summary>
/// The environment prod with every optional key uncommented: it contains every section, so the loader looks for every key.
/// </summary>
internal static partial class EveryKey
{
    public const string Name = "prod";

    /// <summary>The keys that the loader looks for, by their full names.</summary>
    public static IReadOnlyCollection<string> Of(GitLabVersion version)
    {
        using var copy = Environment(version);
        return EnvironmentLoader.Keys(copy.Path, Name, RoleCatalog.Known.Traits);
    }

    public static TemporaryEnvironments Environment(GitLabVersion version)
    {
        var copy = new TemporaryEnvironments();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Environments, Name), "*.yml"))
            copy.Write($"{Name}/{Path.GetFileName(file)}", Uncommented(File.ReadAllText(file)).Replace("version: 18.2.8", $"version: "
                + $"{version}", StringComparison.Ordinal));
        return copy;
    }

    private static string Uncommented(string text) =>
        CommentedKey().Replace(text, "$1").Replace("store: file", "store: age", StringComparison.Ordinal);

    [GeneratedRegex("^( *)#(?=\\S)", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
