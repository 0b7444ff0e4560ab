namespace GitLabHa.Remote.Processes;

/// <summary>A stream that tells each line that is written to it.</summary>
internal sealed class LineStream(Action<string> onLine) : WriteStream
{
    private readonly LineSplitter _lines = new(onLine);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _lines.Append(buffer.Span);
        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _lines.Flush();
        base.Dispose(disposing);
    }
}
