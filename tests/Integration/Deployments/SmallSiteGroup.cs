namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Tests that share the small site.</summary>
[CollectionDefinition(Name)]
public sealed class SmallSiteGroup : ICollectionFixture<SmallSite>
{
    internal const string Name = "a deployed site with every component";
}
