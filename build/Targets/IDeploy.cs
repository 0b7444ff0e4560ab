using Nuke.Common;

internal interface IDeploy : IHazEnvironment
{
    Target Deploy => _ => _
        .Description("Brings the environment to what its files say; a second run finds nothing to change")
        .DependsOn<IProvision>()
        .DependsOn<IPrepare>()
        .DependsOn<IConfigureConsensus>()
        .DependsOn<IConfigureDatabase>()
        .DependsOn<IConfigurePraefect>()
        .DependsOn<IConfigureGitaly>()
        .DependsOn<IConfigureLb>()
        .DependsOn<IConfigureRails>()
        .DependsOn<IMigrate>()
        .DependsOn<IDecommission>()
        .DependsOn<IVerify>();
}
