namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the small lab or have one of their own.</summary>
[CollectionDefinition(Name)]
public sealed class SmallLabGroup : ICollectionFixture<SmallLab>
{
    internal const string Name = "deployed environments of other sizes";
}
