using GitLabHa.Operations.Backups;
using Nuke.Common;

internal interface IBackups : IHazBackups
{
    Target Backups => _ => _
        .Description("Lists the environment's backups, newest first")
        .Executes(() => Session.RunAsync(new ListBackupsOperation(Session.Environment, Places)));
}
