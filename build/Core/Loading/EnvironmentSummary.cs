using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>A line of the list of environments; version, provider and nodes are known only without problems.</summary>
public sealed record EnvironmentSummary
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The GitLab version, or null when the environment is not valid.</summary>
    public GitLabVersion? Version { get; init; }

    /// <summary>The provider, or null when the environment is not valid.</summary>
    public Provider? Provider { get; init; }

    /// <summary>How many nodes it has, 0 when it is not valid.</summary>
    public int NodeCount { get; init; }

    /// <summary>How many problems it has, 0 when it is valid.</summary>
    public int ProblemCount { get; init; }
}
