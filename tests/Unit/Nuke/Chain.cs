using Nuke.Common;

namespace GitLabHa.Tests.Unit.Nuke;

/// <summary>Three targets, each of which needs the one before.</summary>
internal sealed class Chain : NukeBuild
{
    public DependencyBehavior WhenSkipped { get; init; }

    public bool Broken { get; init; }

    public Target First => _ => _.WhenSkipped(WhenSkipped).Executes(() => { });

    public Target Middle => _ => _.DependsOn(First).WhenSkipped(WhenSkipped).Executes(() =>
    {
        if (Broken) throw new InvalidOperationException("broken");
    });

    public Target Last => _ => _.DependsOn(Middle).Executes(() => { });
}
