namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the whole lab, or have one of about its size, one after the other: two at work at once are more than a small machine takes.</summary>
[CollectionDefinition(Name)]
public sealed class WholeLabGroup : ICollectionFixture<WholeLab>
{
    internal const string Name = "a deployed environment of 15 nodes";
}
