using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IPrepare : IHazEnvironment
{
    Target Prepare => _ => _
        .Description("Installs the pinned packages on all nodes, in parallel")
        .After<IProvision>()
        .Executes(() => ApplyAsync(Stage.Prepare));
}
