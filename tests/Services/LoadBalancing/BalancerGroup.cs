namespace GitLabHa.Tests.Services.LoadBalancing;

/// <summary>The tests that share one HAProxy, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BalancerGroup : ICollectionFixture<BalancerSite>
{
    public const string Name = "HAProxy";
}
