using System.Text;

namespace Nuke.Common.Parameters;

/// <summary>Turns a member's name into the forms of the command line and the environment, as NUKE does.</summary>
internal static class OptionName
{
    private static readonly string[] WholeWords =
        ["DotNet", "GitHub", "GitVersion", "MSBuild", "NuGet", "ReSharper", "AppVeyor", "TeamCity", "GitLab", "SignPath", "JetBrains"];

    public static string Dashed(string member)
    {
        foreach (var word in WholeWords) member = member.Replace(word, word[..1] + word[1..].ToLowerInvariant(), StringComparison.Ordinal);

        var dashed = new StringBuilder();
        foreach (var (index, letter) in member.Index())
        {
            if (index > 0 && char.IsUpper(letter) && !char.IsUpper(member[index - 1])) dashed.Append('-');
            dashed.Append(char.ToLowerInvariant(letter));
        }
        return dashed.ToString();
    }

    public static string Key(string text) => text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
