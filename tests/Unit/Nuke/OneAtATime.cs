namespace GitLabHa.Tests.Unit.Nuke;

/// <summary>NUKE's API holds root, host and verbosity in statics, so tests of the engine run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneAtATime
{
    public const string Name = "Engine";
}
