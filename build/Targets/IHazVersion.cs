using Nuke.Common;

/// <summary>Targets that lead to another version.</summary>
internal interface IHazVersion : IHazEnvironment
{
    [Parameter("The version to go to: MAJOR.MINOR, which means its latest patch, or MAJOR.MINOR.PATCH")]
    string? To => TryGetValue(() => To);

    [Parameter("UpgradePath and Rehearse come from this version; default: the one that the environment names")]
    string? From => TryGetValue(() => From);

    [Parameter("One minor at a time, node by node while people work; UpgradePath: instead of from stop to stop")]
    bool ZeroDowntime => TryGetValue<bool?>(() => ZeroDowntime) ?? false;
}
