namespace GitLabHa.Core.Desired;

/// <summary>When a file of a node is written.</summary>
public enum WritePhase
{
    /// <summary>Before the package is installed: what the package's own scripts look at.</summary>
    BeforePackage,

    /// <summary>Before gitlab-ctl reconfigure.</summary>
    BeforeReconfigure,

    /// <summary>After gitlab-ctl reconfigure: its owner or folder is made by it.</summary>
    AfterReconfigure,
}
