namespace GitLabHa.Core.Drilling;

/// <summary>What a site that is built right does while the fault lasts.</summary>
public enum Expectation
{
    /// <summary>Another node takes the victim's part.</summary>
    TakesOver,

    /// <summary>The other nodes continue the work; no election is needed.</summary>
    GoesOn,

    /// <summary>No node may be elected without a quorum: the service stops and reports it until the fault ends.</summary>
    StandsStill,
}
