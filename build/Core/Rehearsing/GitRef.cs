namespace GitLabHa.Core.Rehearsing;

/// <summary>A ref of a repository.</summary>
/// <param name="Repository">The repository's path as GitLab names it, whatever Praefect calls its folder.</param>
/// <param name="Target">What it points at.</param>
/// <param name="Time">When that was made, in seconds since 1970; 0 when it does not say.</param>
/// <param name="Name">The ref's full name.</param>
public sealed record GitRef(string Repository, string Target, long Time, string Name);
