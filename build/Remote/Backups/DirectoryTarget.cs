using GitLabHa.Remote.Files;

namespace GitLabHa.Remote.Backups;

/// <summary>A folder of this machine, e.g. a mounted share; folders are 0700 and files 0600.</summary>
public sealed class DirectoryTarget(string folder) : IBackupTarget
{
    // A file that is being written; a run that was killed leaves it behind.
    private const string Unfinished = ".unfinished";

    /// <inheritdoc />
    public string Place => folder;

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, long>> ListAsync(string folder, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, long>>(
        Directory.Exists(PathOf(folder))
            ? Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
                .Where(x => !x.EndsWith(Unfinished, StringComparison.Ordinal))
                .ToDictionary(x => Path.GetRelativePath(PathOf(""), x), x => new FileInfo(x).Length)
            : []);

    /// <inheritdoc />
    public Task<NewFile> CreateAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(""))!);
        PrivateFiles.Folder(PathOf(""));
        // One after the other: only folders that are made get the mode.
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1)) PrivateFiles.Folder(
            PathOf(path[..slash]));
        return Task.FromResult<NewFile>(new Writing(PathOf(path)));
    }

    /// <inheritdoc />
    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => Task.FromResult<Stream>(File.OpenRead(PathOf(path)));

    /// <inheritdoc />
    public Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(PathOf(folder))) Directory.Delete(PathOf(folder), recursive: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private string PathOf(string path) => Path.Combine(Path.GetFullPath(folder), path).TrimEnd('/');

    private sealed class Writing(string path) : NewFile
    {
        private readonly FileStream _stream = PrivateFiles.Create(path + Unfinished);

        public override ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            _stream.WriteAsync(bytes, cancellationToken);

        public override async Task CompleteAsync(CancellationToken cancellationToken)
        {
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            _stream.Flush(flushToDisk: true);
            File.Move(path + Unfinished, path, overwrite: true);
        }

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await _stream.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // A full disk fails once more on closing; it was told on writing.
            }

            if (Directory.Exists(Path.GetDirectoryName(path))) File.Delete(path + Unfinished);
        }
    }
}
