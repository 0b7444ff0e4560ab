using GitLabHa.Core.Model;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>A condition on values of gitlab.rb under which Omnibus stops reconfigure, and the minors that have it.</summary>
internal sealed record RaiseRule(Func<NodeSettings, IEnumerable<(string Key, string Message)>> Find)
{
    /// <summary>The first minor with the condition; null: the oldest that is known.</summary>
    public (int Major, int Minor)? Since { get; init; }

    /// <summary>The last minor with the condition; null: the newest that is known.</summary>
    public (int Major, int Minor)? Until { get; init; }

    /// <summary>A rule about one setting; where it is missing, the finding names the first of the others that is written.</summary>
    public static RaiseRule When(string key, Func<NodeSettings, bool> raises, string message, params string[] others) =>
        new(x => raises(x) ? [(x.Written([key, .. others]) ?? key, message)] : []);

    /// <summary>Whether the version has the condition.</summary>
    public bool AppliesTo(GitLabVersion version) =>
        (Since is not { } since || version.AtLeast(since.Major, since.Minor))
        && (Until is not { } until || !version.AtLeast(until.Major, until.Minor + 1));
}
