namespace GitLabHa.Core.Upgrading;

/// <summary>Something that must hold before the first node is touched.</summary>
/// <param name="Title">What must hold, as an operator reads it.</param>
/// <param name="Find">What is against it; nothing when it holds.</param>
/// <typeparam name="TFacts">What it looks at.</typeparam>
public sealed record PreflightRule<TFacts>(string Title, Func<TFacts, IEnumerable<PreflightFinding>> Find);
