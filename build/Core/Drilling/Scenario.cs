using System.Collections.Immutable;

namespace GitLabHa.Core.Drilling;

/// <summary>A fire drill: which nodes it strikes, how, and what a site that is built right does. A role has those of its nodes.</summary>
public sealed record Scenario
{
    /// <summary>What an operator types.</summary>
    public required string Name { get; init; }

    /// <summary>The role whose nodes it strikes.</summary>
    public required string Role { get; init; }

    /// <summary>Which of them.</summary>
    public required Victim Victim { get; init; }

    /// <summary>What is done to them.</summary>
    public required FaultKind Fault { get; init; }

    /// <summary>The runit services it is done to; none: all of the node.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>How nodes that are not struck show what they notice.</summary>
    public required SymptomProbe Symptoms { get; init; }

    /// <summary>The client that measures what it means to GitLab.</summary>
    public required SiteClient Client { get; init; }

    /// <summary>What is to happen.</summary>
    public required Expectation Expects { get; init; }

    /// <summary>Whether the client is cut off together with the victim, and keeps writing to it.</summary>
    public bool ClientOnVictimsSide { get; init; }

    /// <summary>Another node takes over from the leader.</summary>
    public static Scenario TakesOver(string name, string role, FaultKind fault, SymptomProbe leader, int leastNodes, SiteClient client) =>
        new()
        {
            Name = name,
            Role = role,
            Victim = Victim.Leading(leader, leastNodes),
            Fault = fault,
            Symptoms = leader,
            Client = client,
            Expects = Expectation.TakesOver,
        };

    /// <summary>The majority is killed: no node may take over.</summary>
    public static Scenario StandsStill(
        string name, string role, SymptomProbe leader, SiteClient client, params ReadOnlySpan<string> services) => new()
        {
            Name = name,
            Role = role,
            Victim = Victim.Majority(leader),
            Fault = FaultKind.Kill,
            Services = [.. services],
            Symptoms = leader,
            Client = client,
            Expects = Expectation.StandsStill,
        };

    /// <summary>A node is killed that the others do without; the load balancers stop sending to it.</summary>
    public static Scenario GoesOn(string name, string role, Victim victim, SiteClient client, params ReadOnlySpan<string> services) => new()
    {
        Name = name,
        Role = role,
        Victim = victim,
        Fault = FaultKind.Kill,
        Services = [.. services],
        Symptoms = Balancer.Symptoms,
        Client = client,
        Expects = Expectation.GoesOn,
    };
}
