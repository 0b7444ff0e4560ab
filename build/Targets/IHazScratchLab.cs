using GitLabHa.Operations.Rehearsing;
using Nuke.Common;

/// <summary>Targets that work on a lab that they make and destroy.</summary>
internal interface IHazScratchLab : IHazEnvironment
{
    [Parameter("RestoreDrill and Rehearse leave their lab for a look")]
    bool KeepLab => TryGetValue<bool?>(() => KeepLab) ?? false;

    /// <summary>Makes these labs.</summary>
    ScratchLabs Labs => new(Sessions.Options, KeepLab);
}
