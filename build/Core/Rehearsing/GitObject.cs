namespace GitLabHa.Core.Rehearsing;

/// <summary>One object of a repository, as it was read.</summary>
/// <param name="Id">Its name in Git.</param>
/// <param name="Type">blob, tree, commit or tag.</param>
/// <param name="Bytes">How long its content is.</param>
/// <param name="Sha256">The SHA-256 of its content, lower-case hex.</param>
public sealed record GitObject(string Id, string Type, long Bytes, string Sha256);
