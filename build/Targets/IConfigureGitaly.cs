using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IConfigureGitaly : IHazEnvironment
{
    Target ConfigureGitaly => _ => _
        .Description("Configures Gitaly")
        .After<IConfigurePraefect>()
        .Executes(() => ApplyAsync(Stage.Gitaly));
}
