using GitLabHa.Core.Commands;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Desired;

/// <summary>Something on a node that is not a file: asked by a probe, and done when the probe says no.</summary>
public sealed record Ensure
{
    /// <summary>The desired condition, as a phrase: "role praefect exists".</summary>
    public required string Title { get; init; }

    /// <summary>Read-only; exit code 0 means it is so already. Runs inside the observation, so it must be quick.</summary>
    public required Command Probe { get; init; }

    /// <summary>Makes it so; safe to run again.</summary>
    public required Command Apply { get; init; }

    /// <summary>What making it so can do to a running service.</summary>
    public Risk Risk { get; init; }

    /// <summary>Whether a node that is brought up for the first time cannot need it.</summary>
    public bool NotOnFirstRun { get; init; }

    /// <summary>Whether no reconfigure undoes it, so that one that is so before is not asked again after it.</summary>
    public bool OutlastsReconfigure { get; init; }

    /// <summary>
    /// Whether it concerns GitLab's package as it is installed: planned in Prepare, and not where the package is installed anyway,
    /// which makes it so.
    /// </summary>
    public bool ComesWithPackage { get; init; }

    /// <summary>
    /// Whether it is the schema of the main database: then the node takes its migrating gitlab.rb, reconfigures, and goes back
    /// to its own before <see cref="Apply"/> runs.
    /// </summary>
    public bool Migrates { get; init; }

    /// <summary>Whether it changes what the main database holds: it follows the schema, in the same stage.</summary>
    public bool NeedsSchema { get; init; }
}
