using Nuke.Common;

internal interface IUpgradePath : IHazVersion
{
    [Parameter("UpgradePath comes from this version; default: the one that the environment names")]
    string? From => TryGetValue(() => From);

    Target UpgradePath => _ => _
        .Description("Shows the stops to another version, and what each asks of PostgreSQL and the settings; touches nothing")
        .Requires(() => To)
        .Executes(async () => Session.Reports.Show(await Session.UpgradePathAsync(From, To!, ZeroDowntime)));
}
