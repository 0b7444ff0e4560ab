namespace GitLabHa.Core.Upgrading;

/// <summary>Why an upgrade must not begin.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Where">Where.</param>
/// <param name="Fix">What to do.</param>
public sealed record PreflightFinding(string Problem, string Where, string Fix);
