namespace GitLabHa.Core.Drilling;

/// <summary>What happened at a moment of a drill.</summary>
public enum TimelineEventKind
{
    /// <summary>Something was broken.</summary>
    Fault,

    /// <summary>Those who are not struck notice it.</summary>
    Noticed,

    /// <summary>Another node leads, and all agree.</summary>
    TookOver,

    /// <summary>The client is served again.</summary>
    Recovered,

    /// <summary>What Verify says while the fault lasts.</summary>
    Reported,

    /// <summary>The fault was removed.</summary>
    Healed,

    /// <summary>All checks are healthy again.</summary>
    Green,
}
