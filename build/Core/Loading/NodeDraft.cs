using GitLabHa.Core.Loading.Yaml;

namespace GitLabHa.Core.Loading;

/// <summary>A node as read; what was refused is null.</summary>
internal sealed class NodeDraft
{
    public required YamlMap Tree { get; init; }

    public required GroupDraft Group { get; init; }

    public string? Name { get; init; }

    public string? Address { get; init; }

    public string? SshHost { get; init; }

    public string? Storage { get; set; }

    /// <summary>The place of a key's value, or of the node when it is not written.</summary>
    public Place PlaceOf(string key) => (Tree.Find(key) ?? Tree).Place;
}
