namespace GitLabHa.Core.Drilling;

/// <summary>What is done to a victim.</summary>
public enum FaultKind
{
    /// <summary>Its services end at once and stay down, as after a loss of power.</summary>
    Kill,

    /// <summary>Its services are paused and keep their connections, as on a machine that hangs.</summary>
    Pause,

    /// <summary>The network drops all of its packets but those of ssh.</summary>
    CutOff,

    /// <summary>Nothing breaks: it hands its part over, as a rollout asks it to.</summary>
    HandOver,
}
