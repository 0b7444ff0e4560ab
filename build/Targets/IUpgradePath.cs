using GitLabHa.Core.Upgrading;
using GitLabHa.Roles;
using Nuke.Common;

internal interface IUpgradePath : IHazVersion
{
    Target UpgradePath => _ => _
        .Description("Shows the stops to another version, and what each asks of PostgreSQL and the settings; touches nothing")
        .Requires(() => To)
        .Executes(async () =>
        {
            var range = UpgradeRange.Of(VersionTable.Known, Session.Environment.Version, From, To!);
            var path = GitLabHa.Core.Upgrading.UpgradePath.Find(VersionTable.Known, Session.Topology, range, ZeroDowntime);
            Session.Reports.Show(path.Linted(RoleCatalog.Known.Compose, await Session.SecretsAsync()));
        });
}
