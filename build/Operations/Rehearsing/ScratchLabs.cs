using System.Net;
using GitLabHa.Core;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Operations.Interaction;
using GitLabHa.Remote.Providers.Lab;
using GitLabHa.Remote.Rehearsing;

namespace GitLabHa.Operations.Rehearsing;

/// <summary>Makes labs like other ones, beside them, for operations that destroy them in the end.</summary>
/// <param name="options">The command line.</param>
/// <param name="keep">Whether the lab is left for a look.</param>
public sealed class ScratchLabs(RunOptions options, bool keep)
{
    /// <summary>Makes the files of a lab; nothing runs yet.</summary>
    /// <param name="session">The run that it is made for; its state folder holds the lab's.</param>
    /// <param name="like">The lab that it is made like.</param>
    /// <param name="purpose">What it is for, which becomes a part of its name.</param>
    /// <param name="version">The version of GitLab in it.</param>
    /// <param name="edition">The edition in it; null: that of the other lab.</param>
    /// <param name="others">Environments whose files are needed as they are.</param>
    public async Task<ScratchLab> MakeAsync(
        Session session, string like, string purpose, GitLabVersion version, GitLabEdition? edition, params GitLabEnvironment[] others)
    {
        var of = EnvironmentLoader.Load(options.Environments, like, options.Roles.Traits);
        if (of.Lab is not { } settings)
            throw new OperatorException(
                $"{like} is no lab, so none can be made like it.",
                $"environments/{like}/environment.yml: provider",
                "Name an environment with provider: lab.");
        var copy = new LabCopy
        {
            Of = of,
            Name = $"{like}-{purpose}",
            Version = version,
            Edition = edition ?? of.Edition,
            Network = LabNetwork.NextFree(IPNetwork.Parse(settings.Subnet), await LabNetworks.TakenAsync(session.Stop)),
        };
        return await ScratchLab.MakeAsync(Path.Combine(session.State, purpose), copy, others, keep, Terminal.Out.WriteLine);
    }
}
