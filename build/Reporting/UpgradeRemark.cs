namespace GitLabHa.Reporting;

/// <summary>Something to know or do for one hop.</summary>
/// <param name="Label">Its kind in a word: trap, error, PostgreSQL …</param>
/// <param name="Text">What it is.</param>
/// <param name="Style">How a terminal shows it.</param>
internal sealed record UpgradeRemark(string Label, string Text, string Style);
