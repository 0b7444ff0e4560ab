
namespace GitLabHa.Core.Secrets;

/// <summary>Masks text that was found on nodes or printed by commands, before anybody sees it.</summary>
public sealed class SecretMask
{
    // The users that GitLab's documentation has password hashes for.
    private static readonly string[] DatabaseUsers =
        ["gitlab", "gitlab-consul", "gitlab-psql", "gitlab_replicator", "pgbouncer", "praefect", "patroni", "postgres"];

    // A shorter value is no secret, and would mask half of every text.
    private const int Shortest = 4;

    private readonly (string Value, string Mask)[] _known;

    /// <summary>Knows these secrets, their MD5 forms, and how they look when escaped.</summary>
    public SecretMask(IEnumerable<Secret> secrets) => _known =
    [
        .. secrets
            .SelectMany(x => DatabaseUsers.Select(x.PostgresMd5).Prepend(x))
            .SelectMany(x => Forms(x.Reveal()).Select(form => (form, x.ToString())))
            .Where(x => x.form.Length >= Shortest)
            .DistinctBy(x => x.form)
            .OrderByDescending(x => x.form.Length),
    ];

    /// <summary>The text with ‹name› for each known secret and ‹masked› for whatever else looks like one.</summary>
    public string Mask(string text)
    {
        foreach (var (value, mask) in _known) text = text.Replace(value, mask, StringComparison.Ordinal);
        return SettingMask.Mask(text);
    }

    private static IEnumerable<string> Forms(string value) =>
    [
        value,
        Uri.EscapeDataString(value),
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal),
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
        value.Replace("\n", "\\n", StringComparison.Ordinal),
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)),
    ];
}
