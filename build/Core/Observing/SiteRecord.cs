using System.Collections.Immutable;
using System.Text.Json;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Observing;

/// <summary>
/// The nodes that a site has, as the runs that changed it recorded them on the nodes that keep its lock: what tells a node that left
/// the files from one that never was.
/// </summary>
/// <param name="Number">Counts the records; where nodes keep different ones, the highest is right.</param>
/// <param name="Nodes">The nodes.</param>
public sealed record SiteRecord(long Number, ImmutableArray<Node> Nodes)
{
    /// <summary>Where nodes keep it.</summary>
    public const string Path = "/var/lib/gitlab-ha/nodes";

    /// <summary>No run has recorded any node.</summary>
    public static SiteRecord None { get; } = new(0, []);

    /// <summary>The newest of those that were found.</summary>
    public static SiteRecord Newest(IEnumerable<SiteRecord?> found) => found.OfType<SiteRecord>().MaxBy(x => x.Number) ?? None;

    /// <summary>
    /// The next record while a run changes the site: these nodes, with the roles too that they had, and those that were recorded
    /// before and are not among them.
    /// </summary>
    public SiteRecord With(IReadOnlyCollection<Node> nodes) => new(
        Number + 1,
        [
            .. nodes.Select(x => x with { Roles = [.. x.Roles.Union(Nodes.FirstOrDefault(known => known == x)?.Roles ?? [])] }),
            .. Nodes.Except(nodes),
        ]);

    /// <summary>Whether it says of these nodes what the other one says.</summary>
    public bool Agrees(SiteRecord other) => Text(Nodes) == Text(other.Nodes);

    /// <summary>The record in one line.</summary>
    public override string ToString() => JsonSerializer.Serialize(this);

    /// <summary>Reads a line; null when it is none.</summary>
    public static SiteRecord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<SiteRecord>(line) is { Nodes.IsDefault: false } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(IEnumerable<Node> nodes) => JsonSerializer.Serialize(nodes.OrderBy(x => x.Name, StringComparer.Ordinal));
}
