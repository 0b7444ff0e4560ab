namespace GitLabHa.Core.Rehearsing;

/// <summary>How many rows a table has.</summary>
/// <param name="Count">Its rows; those up to a number, where one was given.</param>
/// <param name="Newer">Its rows beyond that number.</param>
/// <param name="Last">The highest id that was ever given out as far as the table tells; null when it has no integer id.</param>
public sealed record TableRows(long Count, long Newer, long? Last);
