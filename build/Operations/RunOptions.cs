using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Remote.Applying;

namespace GitLabHa.Operations;

/// <summary>What the command line says of a run, whatever its target is.</summary>
public sealed record RunOptions
{
    /// <summary>The folder of the repository.</summary>
    public required string Root { get; init; }

    /// <summary>The groups and nodes to work on; empty means all.</summary>
    public required ImmutableArray<string> Limit { get; init; }

    /// <summary>The roles that there are.</summary>
    public required RoleSet Roles { get; init; }

    /// <summary>How the run is stopped.</summary>
    public required RunControl Control { get; init; }

    /// <summary>The targets and parameters of the run, for whoever waits for its lock.</summary>
    public required string Invocation { get; init; }

    /// <summary>The folder of the environments.</summary>
    public string Environments => Path.Combine(Root, "environments");
}
