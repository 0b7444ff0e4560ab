using Nuke.Common;

internal interface IUpgradePath : IHazEnvironment
{
    [Parameter("UpgradePath goes to this version: MAJOR.MINOR, which means its latest patch, or MAJOR.MINOR.PATCH")]
    string? To => TryGetValue(() => To);

    [Parameter("UpgradePath comes from this version; default: the one that the environment names")]
    string? From => TryGetValue(() => From);

    [Parameter("UpgradePath goes one minor at a time instead of from stop to stop")]
    bool ZeroDowntime => TryGetValue<bool?>(() => ZeroDowntime) ?? false;

    Target UpgradePath => _ => _
        .Description("Shows the stops to another version, and what each asks of PostgreSQL and the settings; touches nothing")
        .Requires(() => To)
        .Executes(async () => Session.Reports.Show(await Session.UpgradePathAsync(From, To!, ZeroDowntime)));
}
