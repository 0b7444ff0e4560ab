namespace GitLabHa.Remote.Backups;

/// <summary>A file that is being written to a target; disposed without being completed, nothing of it stays.</summary>
public abstract class NewFile : IAsyncDisposable
{
    /// <summary>Appends.</summary>
    public abstract ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes it appear, whole.</summary>
    public abstract Task CompleteAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
