using Nuke.Common.Parameters;

namespace Nuke.Common.Execution;

/// <summary>
/// Names that NUKE 10.1 uses itself. There, a member of the build class hides a target or a parameter of the same name that an interface
/// declares: it does not exist, without a message. So such names are refused here.
/// </summary>
internal static class NukeNames
{
    /// <summary>The public and protected members of NukeBuild, INukeBuild and Object.</summary>
    public static readonly IReadOnlySet<string> Members = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "AbortedTargets", "BuildAssemblyDirectory", "BuildAssemblyFile", "BuildProjectDirectory", "BuildProjectFile", "Continue",
        "EmbeddedPackagesDirectory", "Execute", "ExecutionPlan", "ExitCode", "FailedTargets", "FinishedTargets", "Help", "Host",
        "InvokedTargets", "IsFailing", "IsFinished", "IsLocalBuild", "IsServerBuild", "IsSucceeding", "LoadedLocalProfiles", "NoLogo",
        "NpmPackageJsonFile", "NuGetAssetsConfigFile", "NuGetPackagesConfigFile", "OnBuildCreated", "OnBuildFinished",
        "OnBuildInitialized", "OnTargetFailed", "OnTargetRunning", "OnTargetSkipped", "OnTargetSucceeded", "Partition", "Plan",
        "ReportSummary", "RootDirectory", "RunningTargets", "ScheduledTargets", "SkippedTargets", "SucceededTargets",
        "TemporaryDirectory", "TryGetValue", "Verbosity",
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    };

    /// <summary>The parameters of NUKE whose names differ from their members'.</summary>
    private static readonly HashSet<string> Parameters = new(["Profile", "Root", "Skip", "Target"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Says which targets and parameters have names that NUKE uses.</summary>
    public static IEnumerable<string> Taken(IEnumerable<string> targets, IEnumerable<ParameterSpec> parameters) =>
        targets.Where(Members.Contains)
            .Select(name => $"target: the name '{name}' is taken: NUKE's build class has a member '{name}', which hides it.")
            .Concat(parameters.Where(
                spec => Members.Contains(spec.Name) || Members.Contains(spec.Member!.Name) || Parameters.Contains(spec.Name))
                .Select(spec => $"{spec.Option}: the name '{spec.Name}' is taken by NUKE's own member or option of that name."));
}
