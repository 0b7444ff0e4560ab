namespace GitLabHa.Core.Upgrading;

/// <summary>The newest complete backup of the version that runs.</summary>
/// <param name="Place">Where backups are.</param>
/// <param name="Age">How long ago it was finished, or null when there is none.</param>
public sealed record NewestBackup(string Place, TimeSpan? Age);
