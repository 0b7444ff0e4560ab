namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the small lab, one after the other and beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SmallLabGroup : ICollectionFixture<SmallLab>
{
    internal const string Name = "a deployed environment of three nodes";
}
