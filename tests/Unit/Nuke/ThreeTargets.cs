using Nuke.Common;

namespace GitLabHa.Tests.Unit.Nuke;

/// <summary>A build whose targets each test defines for itself.</summary>
internal sealed class ThreeTargets : NukeBuild
{
    public Target DefineA { get; set; } = _ => _;

    public Target DefineB { get; set; } = _ => _;

    public Target DefineC { get; set; } = _ => _;

    public Target A => _ => DefineA(_);

    public Target B => _ => DefineB(_);

    public Target C => _ => DefineC(_);
}
