using System.Collections.Immutable;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Model;

/// <summary>One role definition: the nodes of a file <c>environments/&lt;env&gt;/&lt;group&gt;.yml</c> and what they are.</summary>
public sealed record NodeGroup
{
    /// <summary>The file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>The path of the file, for messages.</summary>
    public required string File { get; init; }

    /// <summary>The roles every node of the group takes.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>The nodes, in the order written: the first one is the one that migrates or starts as primary.</summary>
    public required ImmutableArray<Node> Nodes { get; init; }

    /// <summary>Settings of gitlab.rb for these nodes, merged last; e.g. <c>puma: { worker_processes: 4 }</c>.</summary>
    public RubyMap Settings { get; init; } = RubyMap.Empty;

    /// <summary>Where these settings are written.</summary>
    public SettingPlaces SettingPlaces { get; init; } = SettingPlaces.None;
}
