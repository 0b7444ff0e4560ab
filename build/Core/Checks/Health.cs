namespace GitLabHa.Core.Checks;

/// <summary>What a check found. Unknown is not healthy.</summary>
public enum Health
{
    /// <summary>As it must be.</summary>
    Healthy,

    /// <summary>Works, but someone should look.</summary>
    Degraded,

    /// <summary>Not as it must be.</summary>
    Unhealthy,

    /// <summary>Could not be asked, or the answer was not understood.</summary>
    Unknown,
}
