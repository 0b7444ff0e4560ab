namespace GitLabHa.Core.Planning;

/// <summary>What a step can do to a running service.</summary>
public enum Risk
{
    /// <summary>Nobody notices.</summary>
    Safe,

    /// <summary>A service of the node may be interrupted.</summary>
    Disruptive,

    /// <summary>Cannot be taken back.</summary>
    Irreversible,
}
