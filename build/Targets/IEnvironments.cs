using GitLabHa.Core.Loading;
using GitLabHa.Roles;
using Nuke.Common;
using Serilog;

internal interface IEnvironments : INukeBuild
{
    Target Environments => _ => _
        .Description("Lists the environments and whether they are valid")
        .Executes(() =>
        {
            foreach (var environment in EnvironmentLoader.List(RootDirectory / "environments", RoleCatalog.Known.Traits))
                Log.Information("{Environment}", environment.ProblemCount > 0
                    ? $"{environment.Name,-12} {environment.ProblemCount} problems: ./build.sh Validate --env {environment.Name}"
                    : $"{environment.Name,-12} GitLab {environment.Version}, {environment.NodeCount} nodes, "
                        + $"provider {environment.Provider}".ToLowerInvariant());
        });
}
