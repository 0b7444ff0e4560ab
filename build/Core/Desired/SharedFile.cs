using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Desired;

/// <summary>
/// A file that is generated on one node and must be the same on several, such as gitlab-secrets.json. Its content is compared
/// by hash, travels sealed and is never shown.
/// </summary>
public sealed record SharedFile
{
    /// <summary>The absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Owner and group.</summary>
    public string Owner { get; init; } = "root:root";

    /// <summary>The permission bits in octal.</summary>
    public string Mode { get; init; } = "0600";

    /// <summary>The nodes that must have it equal; while none has it, the first one generates it.</summary>
    public required ImmutableArray<Node> Among { get; init; }

    /// <summary>
    /// Whether each machine comes with one of its own, or with none, as with SSH host keys: they differ on new machines, and no
    /// node generates one.
    /// </summary>
    public bool IsMadePerMachine { get; init; }

    /// <summary>Whether no node may reconfigure without it while another node has it, or could still generate its own.</summary>
    public bool BeforeFirstReconfigure { get; init; }

    /// <summary>What a change of it causes.</summary>
    public FileEffect Effect { get; init; } = FileEffect.None;
}
