using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>One thing that will be done on one node. Data: what is printed is what runs.</summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>Why, as a phrase.</summary>
    public required string Reason { get; init; }

    /// <summary>What it can do to a running service.</summary>
    public Risk Risk { get; init; }

    /// <summary>Whether it is only decided when its turn comes whether it is needed.</summary>
    public bool DecidedAtApply { get; init; }

    /// <summary>Installs a package at an exact version, or any version when <see cref="Version"/> is null.</summary>
    public sealed record InstallPackage : Step
    {
        /// <summary>The package's name.</summary>
        public required string Package { get; init; }

        /// <summary>The GitLab version, e.g. 18.2.8, without the package's own suffix.</summary>
        public string? Version { get; init; }

        /// <summary>The version that is there now, or null.</summary>
        public string? Before { get; init; }
    }

    /// <summary>Replaces a file atomically.</summary>
    public sealed record WriteFile : Step
    {
        /// <summary>The desired file.</summary>
        public required DesiredFile File { get; init; }

        /// <summary>
        /// The SHA-256 the file had when the plan was made, or null when it was absent; another one refuses the step as drift.
        /// </summary>
        public required string? BeforeSha256 { get; init; }

        /// <summary>The desired content, masked by the same rules as what was found.</summary>
        public required string AfterMasked { get; init; }

        /// <summary>What was found, masked, for the diff; null when absent or only owner or mode differ.</summary>
        public string? BeforeMasked { get; init; }
    }

    /// <summary>Gives the node a file that must be the same as another node's; the content is never shown.</summary>
    public sealed record CopySharedFile : Step
    {
        /// <summary>The file.</summary>
        public required SharedFile File { get; init; }

        /// <summary>The SHA-256 the file had on this node when the plan was made, or null when it was absent.</summary>
        public required string? BeforeSha256 { get; init; }

        /// <summary>The node that has it, or null while none has: then the first of the nodes that generates it.</summary>
        public required Node? Source { get; init; }

        /// <summary>The SHA-256 the file had on <see cref="Source"/> when the plan was made, null while no node has it; another one
        /// refuses the step as drift.</summary>
        public string? SourceSha256 { get; init; }
    }

    /// <summary>Writes the node's record of the run; the final one is written when the node's gates hold.</summary>
    public sealed record WriteMarker : Step
    {
        /// <summary>What the record says then.</summary>
        public required Mark Mark { get; init; }

        /// <summary>What the record says while the gates are awaited; null when this is not the final record.</summary>
        public Mark? Waiting { get; init; }

        /// <summary>Whether the node counts as finished after it.</summary>
        public bool IsFinal => Mark.IsFinal;
    }

    /// <summary>Makes something so when a probe, asked again just before, says that it is not.</summary>
    public sealed record Satisfy : Step
    {
        /// <summary>The desired condition.</summary>
        public required Ensure Ensure { get; init; }
    }

    /// <summary>Runs a command.</summary>
    public sealed record RunCommand : Step
    {
        /// <summary>The command.</summary>
        public required Command Command { get; init; }

        /// <summary>Whether what follows is done also when it fails.</summary>
        public bool MayFail { get; init; }
    }

    /// <summary>Moves the primary to another node; done when the node says that it is none any more, whatever the command says.</summary>
    public sealed record HandOver : Step
    {
        /// <summary>How.</summary>
        public required Planning.HandOver Way { get; init; }
    }

    /// <summary>Waits until a check is healthy.</summary>
    public sealed record Await : Step
    {
        /// <summary>The check.</summary>
        public required Check Check { get; init; }

        /// <summary>How long at most.</summary>
        public required TimeSpan Deadline { get; init; }
    }
}
