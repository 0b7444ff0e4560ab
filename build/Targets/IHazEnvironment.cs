using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Operations;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

/// <summary>Targets that work on one environment.</summary>
internal interface IHazEnvironment : INukeBuild
{
    [Parameter("The environment: a folder under environments/", ValueProviderType = typeof(IHazEnvironment),
        ValueProviderMember = nameof(EnvironmentNames))]
    string? Env => TryGetValue(() => Env);

    [Parameter("Groups or nodes to work on, separated by commas; the others are only looked at", Separator = ",")]
    string[]? Limit => TryGetValue(() => Limit);

    /// <summary>The environments there are, for help, completion and messages.</summary>
    IEnumerable<string> EnvironmentNames => EnvironmentLoader.Names(RootDirectory / "environments");

    /// <summary>The environments that this run works on.</summary>
    Sessions Sessions { get; }

    /// <summary>The run on the environment that --env names.</summary>
    Session Session => Sessions.Of(Env);

    /// <summary>Applies a stage and says in the summary how many nodes changed.</summary>
    async Task ApplyAsync(Stage stage)
    {
        var changed = await Session.ApplyAsync(stage);
        ReportSummary(_ => _.AddPair("Nodes", changed == 0 ? "nothing to change" : $"{changed} changed"));
    }
}
