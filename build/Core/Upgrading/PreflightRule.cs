namespace GitLabHa.Core.Upgrading;

/// <summary>Something that must hold before the first node is touched.</summary>
/// <param name="Title">What must hold, as an operator reads it.</param>
/// <param name="Find">What is against it; nothing when it holds.</param>
/// <typeparam name="TFacts">What it looks at.</typeparam>
public sealed record PreflightRule<TFacts>(string Title, Func<TFacts, IEnumerable<PreflightFinding>> Find);

/// <summary>Why an upgrade must not begin.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Where">Where.</param>
/// <param name="Fix">What to do.</param>
public sealed record PreflightFinding(string Problem, string Where, string Fix);
