using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Desired;

/// <summary>The desired state of a file on a node.</summary>
public sealed record DesiredFile
{
    /// <summary>What the first line of a file that is written whole says, so that it is recognised later.</summary>
    public const string Header = "Written by GitLab HA";

    /// <summary>Where a node keeps the files of <see cref="KeepsReplaced"/>.</summary>
    public const string ReplacedFolder = "/var/lib/gitlab-ha/replaced";

    /// <summary>The absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The whole content.</summary>
    public required SecretText Content { get; init; }

    /// <summary>Owner and group, e.g. root:root.</summary>
    public string Owner { get; init; } = "root:root";

    /// <summary>The permission bits in octal, e.g. 0600.</summary>
    public string Mode { get; init; } = "0600";

    /// <summary>When it can be written: its owner or folder may come with the package or with a reconfigure.</summary>
    public WritePhase Phase { get; init; } = WritePhase.BeforeReconfigure;

    /// <summary>Whether the file that it replaces is kept on the node, dated, in a folder that only root can enter.</summary>
    public bool KeepsReplaced { get; init; }

    /// <summary>What a change of it causes.</summary>
    public FileEffect Effect { get; init; } = FileEffect.None;
}
