using System.Net;
using GitLabHa.Core;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Remote.Providers.Lab;
using GitLabHa.Remote.Rehearsing;
using GitLabHa.Roles;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

/// <summary>Targets that work on a lab that they make and destroy.</summary>
internal interface IHazScratchLab : IHazEnvironment
{
    [Parameter("RestoreDrill and Rehearse leave their lab for a look")]
    bool KeepLab => TryGetValue<bool?>(() => KeepLab) ?? false;

    /// <summary>Makes the files of a lab like another one, beside it.</summary>
    async Task<ScratchLab> MakeLabAsync(string like, string purpose, GitLabVersion version, GitLabEdition? edition, params GitLabEnvironment[] others)
    {
        var of = EnvironmentLoader.Load(RootDirectory / "environments", like, RoleCatalog.Known.Traits);
        if (of.Lab is not { } settings)
            throw new OperatorException($"{like} is no lab, so none can be made like it.", $"environments/{like}/environment.yml: provider", "Name an environment with provider: lab.");
        var copy = new LabCopy
        {
            Of = of,
            Name = $"{like}-{purpose}",
            Version = version,
            Edition = edition ?? of.Edition,
            Network = LabNetwork.NextFree(IPNetwork.Parse(settings.Subnet), await LabNetworks.TakenAsync(Session.Stop)),
        };
        return await ScratchLab.MakeAsync(Session.State / purpose, copy, others, KeepLab, Terminal.Out.WriteLine);
    }
}
