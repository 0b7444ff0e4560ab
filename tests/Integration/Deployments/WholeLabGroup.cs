namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the whole lab.</summary>
[CollectionDefinition(Name)]
public sealed class WholeLabGroup : ICollectionFixture<WholeLab>
{
    internal const string Name = "a deployed environment of 15 nodes";
}
