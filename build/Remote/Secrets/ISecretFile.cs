namespace GitLabHa.Remote.Secrets;

/// <summary>Where the text of a secret store is kept.</summary>
internal interface ISecretFile
{
    string Path { get; }

    /// <summary>The whole text, or null when there is no store yet.</summary>
    Task<string?> ReadAsync(CancellationToken cancellationToken);

    Task WriteAsync(string text, CancellationToken cancellationToken);
}
