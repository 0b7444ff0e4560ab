namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the whole lab, one after the other: two at work on so many nodes are more than a small machine takes.</summary>
[CollectionDefinition(Name)]
public sealed class WholeLabGroup : ICollectionFixture<WholeLab>
{
    internal const string Name = "a deployed environment of 15 nodes";
}
