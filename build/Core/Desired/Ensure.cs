using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Desired;

/// <summary>Something on a node that is not a file: asked by a probe, and done when the probe says no.</summary>
public sealed record Ensure
{
    /// <summary>What shall be so, as a phrase: "role praefect exists".</summary>
    public required string Title { get; init; }

    /// <summary>Read-only; exit code 0 means it is so already. Runs inside the observation, so it must be quick.</summary>
    public required Command Probe { get; init; }

    /// <summary>Makes it so; safe to run again.</summary>
    public required Command Apply { get; init; }

    /// <summary>Whether it is done before <c>gitlab-ctl reconfigure</c> instead of after.</summary>
    public bool BeforeReconfigure { get; init; }
}
