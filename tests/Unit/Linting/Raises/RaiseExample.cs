using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Unit.Linting.Raises;

/// <summary>Settings that stop reconfigure from one minor to another, and their right form; both as under <c>settings:</c>.</summary>
public sealed record RaiseExample(string Key, string Bad, string Good, string? Since = null, string? Until = null)
{
    /// <summary>The Omnibus roles of the node, separated by spaces.</summary>
    public string Roles { get; init; } = "";

    /// <summary>Whether reconfigure of this version stops.</summary>
    public bool Stops(GitLabVersion version) =>
        (Since is null || version >= GitLabVersion.Parse(Since + ".0")) && (Until is null || version < GitLabVersion.Parse(Until + ".99"));

    /// <inheritdoc />
    public override string ToString() => $"{Key}: {Bad}";
}
