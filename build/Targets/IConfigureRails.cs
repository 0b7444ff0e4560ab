using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IConfigureRails : IHazEnvironment
{
    Target ConfigureRails => _ => _
        .Description("Configures Rails, Sidekiq and monitoring")
        .After<IConfigureLb>()
        .Executes(() => ApplyAsync(Stage.Rails));
}
