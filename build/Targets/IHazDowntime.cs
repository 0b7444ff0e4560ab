using Nuke.Common;

/// <summary>Targets that may take the site down.</summary>
internal interface IHazDowntime : IHazEnvironment
{
    [Parameter("The site may be down meanwhile; Upgrade then goes from stop to stop, with Puma and Sidekiq stopped everywhere")]
    bool WithDowntime => TryGetValue<bool?>(() => WithDowntime) ?? false;
}
