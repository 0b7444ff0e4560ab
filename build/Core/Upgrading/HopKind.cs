namespace GitLabHa.Core.Upgrading;

/// <summary>Why an upgrade goes by a version.</summary>
public enum HopKind
{
    /// <summary>The version is a required stop.</summary>
    Required,

    /// <summary>The version is a required stop under a condition that this topology meets.</summary>
    Conditional,

    /// <summary>Zero downtime goes one minor at a time.</summary>
    Minor,

    /// <summary>It is what was asked for.</summary>
    Target,
}
