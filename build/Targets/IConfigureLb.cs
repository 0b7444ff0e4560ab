using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IConfigureLb : IHazEnvironment
{
    Target ConfigureLb => _ => _
        .Description("Configures HAProxy")
        .After<IConfigureGitaly>()
        .Executes(() => ApplyAsync(Stage.LoadBalancer));
}
