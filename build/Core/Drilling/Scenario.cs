using System.Collections.Immutable;

namespace GitLabHa.Core.Drilling;

/// <summary>A fire drill: whom it strikes, how, and what a site that is built right does.</summary>
public sealed record Scenario
{
    /// <summary>What an operator types.</summary>
    public required string Name { get; init; }

    /// <summary>Whom it strikes.</summary>
    public required Victim Victim { get; init; }

    /// <summary>What is done to them.</summary>
    public required FaultKind Fault { get; init; }

    /// <summary>The runit services it is done to; none: all of the node.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>Who measures what it means to GitLab.</summary>
    public required ClientKind Client { get; init; }

    /// <summary>Whether its client writes, so that something can be lost.</summary>
    public bool Writes => Client is ClientKind.Database or ClientKind.Redis;

    /// <summary>What is to happen.</summary>
    public required Expectation Expects { get; init; }

    /// <summary>Whether the client is cut off together with the victim, and keeps writing to it.</summary>
    public bool ClientOnVictimsSide { get; init; }
}
