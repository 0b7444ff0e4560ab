namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the small lab, one after the other; beside them run those of the whole lab, which mostly wait.</summary>
[CollectionDefinition(Name)]
public sealed class SmallLabGroup : ICollectionFixture<SmallLab>
{
    internal const string Name = "a deployed environment of three nodes";
}
