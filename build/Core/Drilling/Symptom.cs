namespace GitLabHa.Core.Drilling;

/// <summary>What the nodes that are asked say at one time.</summary>
/// <param name="Noticed">What they notice of the fault, or null.</param>
/// <param name="Leader">The address that all of them name as leader, or null while they name none or disagree.</param>
public sealed record Symptom(string? Noticed, string? Leader);
