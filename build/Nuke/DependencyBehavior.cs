namespace Nuke.Common;

/// <summary>What happens to the dependencies of a skipped target.</summary>
public enum DependencyBehavior
{
    /// <summary>They are skipped too, unless another target needs them.</summary>
    Skip,

    /// <summary>They run anyway.</summary>
    Execute,
}
