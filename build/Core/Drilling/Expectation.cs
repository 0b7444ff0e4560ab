namespace GitLabHa.Core.Drilling;

/// <summary>What a site that is built right does while the fault lasts.</summary>
public enum Expectation
{
    /// <summary>Another node takes the victim's part.</summary>
    TakesOver,

    /// <summary>The others go on with the work; nobody has to be elected.</summary>
    GoesOn,

    /// <summary>Nobody may be elected without a quorum: it stands still and says so, until the fault ends.</summary>
    StandsStill,
}
