namespace GitLabHa.Remote.Backups;

/// <summary>
/// Where the backups of one environment are, as files with paths such as ID/config/rails-1.tar. What fails here fails as an
/// <see cref="IOException"/>.
/// </summary>
public interface IBackupTarget : IDisposable
{
    /// <summary>How it is shown.</summary>
    string Place { get; }

    /// <summary>All complete files below a folder ("" for all) with their lengths, by path; empty when there are none.</summary>
    Task<IReadOnlyDictionary<string, long>> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Begins a file; it is there when it is completed, and not before.</summary>
    Task<NewFile> CreateAsync(string path, CancellationToken cancellationToken);

    /// <summary>Opens a file from its beginning.</summary>
    Task<Stream> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>Removes a folder with all that is in it, also what was never completed.</summary>
    Task RemoveAsync(string folder, CancellationToken cancellationToken);
}
