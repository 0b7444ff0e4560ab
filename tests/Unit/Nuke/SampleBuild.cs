using System.ComponentModel;
using Nuke.Common;
using Nuke.Common.IO;

namespace GitLabHa.Tests.Unit.Nuke;

internal enum Colour
{
    Red,
    Green,
}

internal interface IHazEnvironment : INukeBuild
{
    [Parameter("The environment", ValueProviderType = typeof(IHazEnvironment), ValueProviderMember = nameof(Environments))]
    string? Env => TryGetValue(() => Env);

    [Parameter("Nodes worked on at once")]
    int Forks => TryGetValue<int?>(() => Forks) ?? 5;

    [Parameter("The access token"), Secret]
    string? Token => TryGetValue(() => Token);

    IEnumerable<string> Environments => ["prod", "lab"];
}

internal interface IProvision : IHazEnvironment
{
    Target Provision => _ => _.Description("Makes the nodes").Executes(() => Said($"provision {Env} {Forks} {Token}"));

    void Said(string text);
}

internal interface IMigrate : IHazEnvironment
{
    Target Migrate => _ => _.After<IProvision>().Requires(() => Env).Executes(() => { });
}

/// <summary>A build with parameters and targets of its own and of its components.</summary>
[Description("Sample: deploys a sample.\nExamples:\n  ./build.sh Deploy --env lab")]
internal sealed class SampleBuild : NukeBuild, IProvision, IMigrate
{
    [Parameter("Changes nothing")]
    public bool DryRun { get; }

    [Parameter("The names of nodes", Separator = ",")]
    public readonly string[] Limit = ["all"];

    public List<string> Lines { get; } = [];

    [Parameter("A colour")]
    public Colour? Paint { get; }

    [Parameter("A file")]
    public AbsolutePath? File { get; set; }

    public Target Deploy => _ => _
        .Description("Brings the sample to its desired state")
        .DependsOn<IProvision>()
        .DependsOn<IMigrate>(x => x.Migrate)
        .Executes(() => Said("deploy"));

    public Target Hidden => _ => _.Unlisted().Executes(() => Serilog.Log.Information("token {Token}", ((IHazEnvironment)this).Token));

    public void Said(string text) => Lines.Add(text);
}
