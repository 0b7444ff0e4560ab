using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IConfigureConsensus : IHazEnvironment
{
    Target ConfigureConsensus => _ => _
        .Description("Configures Consul, Redis and Sentinel")
        .After<IPrepare>()
        .Executes(() => ApplyAsync(Stage.Consensus));
}
