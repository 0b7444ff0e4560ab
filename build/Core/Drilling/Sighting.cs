namespace GitLabHa.Core.Drilling;

/// <summary>What the observers say at one moment.</summary>
/// <param name="Noticed">What they notice of the fault, or null.</param>
/// <param name="Leader">The address that all of them name as leader, or null while they name none or disagree.</param>
public sealed record Sighting(string? Noticed, string? Leader);
