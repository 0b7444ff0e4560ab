namespace GitLabHa.Core.Observing;

/// <summary>A Gitaly storage as a running site knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address of the node that serves it.</param>
/// <param name="ByPraefect">Whether Praefect says so; else the Gitaly node itself does.</param>
public sealed record StorageInUse(string Name, string Address, bool ByPraefect);
