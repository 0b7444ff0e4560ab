using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IPrepare : IHazEnvironment
{
    Target Prepare => _ => _
        .Description("Installs the pinned packages on all nodes, in parallel")
        .After<IProvision>()
        .Executes(() => ApplyAsync(Stage.Prepare));
}

internal interface IConfigureConsensus : IHazEnvironment
{
    Target ConfigureConsensus => _ => _
        .Description("Configures Consul, Redis and Sentinel")
        .After<IPrepare>()
        .Executes(() => ApplyAsync(Stage.Consensus));
}

internal interface IConfigureDatabase : IHazEnvironment
{
    Target ConfigureDatabase => _ => _
        .Description("Configures PostgreSQL, Patroni and PgBouncer, and the database of Praefect")
        .After<IConfigureConsensus>()
        .Executes(() => ApplyAsync(Stage.Database));
}

internal interface IConfigurePraefect : IHazEnvironment
{
    Target ConfigurePraefect => _ => _
        .Description("Configures Praefect")
        .After<IConfigureDatabase>()
        .Executes(() => ApplyAsync(Stage.Praefect));
}

internal interface IConfigureGitaly : IHazEnvironment
{
    Target ConfigureGitaly => _ => _
        .Description("Configures Gitaly")
        .After<IConfigurePraefect>()
        .Executes(() => ApplyAsync(Stage.Gitaly));
}

internal interface IConfigureLb : IHazEnvironment
{
    Target ConfigureLb => _ => _
        .Description("Configures HAProxy")
        .After<IConfigureGitaly>()
        .Executes(() => ApplyAsync(Stage.LoadBalancer));
}

internal interface IConfigureRails : IHazEnvironment
{
    Target ConfigureRails => _ => _
        .Description("Configures Rails, Sidekiq and monitoring")
        .After<IConfigureLb>()
        .Executes(() => ApplyAsync(Stage.Rails));
}

internal interface IMigrate : IHazEnvironment
{
    Target Migrate => _ => _
        .Description("Migrates the schema straight on the PostgreSQL leader, then goes back to PgBouncer")
        .After<IConfigureRails>()
        .Executes(() => ApplyAsync(Stage.Migrate));
}

internal interface IDecommission : IHazEnvironment
{
    Target Decommission => _ => _
        .Description("Stops the nodes that have left the files, and makes the others forget them")
        .After<IMigrate>()
        .Executes(() => ApplyAsync(Stage.Decommission));
}
