using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IConfigurePraefect : IHazEnvironment
{
    Target ConfigurePraefect => _ => _
        .Description("Configures Praefect")
        .After<IConfigureDatabase>()
        .Executes(() => ApplyAsync(Stage.Praefect));
}
