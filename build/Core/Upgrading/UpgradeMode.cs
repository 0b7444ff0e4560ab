namespace GitLabHa.Core.Upgrading;

/// <summary>How a hop is made.</summary>
public enum UpgradeMode
{
    /// <summary>Node by node while people work; old and new run side by side, so only from one minor to the next.</summary>
    ZeroDowntime,

    /// <summary>With Puma and Sidekiq stopped everywhere; from stop to stop.</summary>
    WithDowntime,
}
