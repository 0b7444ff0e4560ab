using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Loading;

/// <summary>A group as read, with the places of its roles.</summary>
internal sealed class GroupDraft
{
    public required string Name { get; init; }

    /// <summary>The file as shown in messages.</summary>
    public required string File { get; init; }

    /// <summary>The known roles and where they are written.</summary>
    public IReadOnlyList<(string Text, Place Place)> Roles { get; init; } = [];

    public List<NodeDraft> Nodes { get; } = [];

    /// <summary>The settings as written, for checks that point into them.</summary>
    public YamlMap? SettingsTree { get; init; }

    public RubyMap Settings { get; init; } = RubyMap.Empty;

    public bool Has(string role) => Roles.Any(x => x.Text == role);

    /// <summary>Where one of its roles is written.</summary>
    public Place PlaceOf(string role) => Roles.First(x => x.Text == role).Place;

    public NodeGroup Build() => new()
    {
        Name = Name,
        File = File,
        Roles = [.. Roles.Select(x => x.Text)],
        Nodes = [.. Nodes.Select(Build)],
        Settings = Settings,
        SettingPlaces = SettingPlaces.Of(SettingsTree),
    };

    private Node Build(NodeDraft node) => new()
    {
        Name = node.Name!,
        Address = node.Address!,
        Group = Name,
        Roles = [.. Roles.Select(x => x.Text)],
        SshHost = node.SshHost,
        Storage = node.Storage,
    };
}
