using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IConfigureDatabase : IHazEnvironment
{
    Target ConfigureDatabase => _ => _
        .Description("Configures PostgreSQL, Patroni and PgBouncer, and the database of Praefect")
        .After<IConfigureConsensus>()
        .Executes(() => ApplyAsync(Stage.Database));
}
