using GitLabHa.Core.Desired;
using Nuke.Common;

internal interface IMigrate : IHazEnvironment
{
    Target Migrate => _ => _
        .Description("Migrates the schema straight on the PostgreSQL leader, then goes back to PgBouncer")
        .After<IConfigureRails>()
        .Executes(() => ApplyAsync(Stage.Migrate));
}
