namespace Nuke.Common;

/// <summary>Says what becomes of the dependencies of a skipped target.</summary>
public enum DependencyBehavior
{
    /// <summary>They are skipped too, unless another target needs them.</summary>
    Skip,

    /// <summary>They run all the same.</summary>
    Execute,
}
