using System.Buffers;
using System.Globalization;
using System.Text;

namespace GitLabHa.Remote.Processes;

/// <summary>Keeps the beginning and the end of a stream in bounded memory, however long the stream is.</summary>
internal sealed class OutputBuffer(int limit) : WriteStream
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly int _half = limit / 2;
    private byte[] _tail = [];
    private long _length;

    /// <summary>How many bytes came so far.</summary>
    public override long Length
    {
        get
        {
            lock (_lock) return _length;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Append(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var room = (int)Math.Min(bytes.Length, Math.Max(0, _half - _length));
            _head.Write(bytes[..room]);
            _length += room;
            if (room < bytes.Length) AppendTail(bytes[room..]);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            var head = Text(_head.WrittenSpan);
            var beyond = _length - _half;
            if (beyond <= 0) return head;
            if (beyond <= _half) return Text([.. _head.WrittenSpan, .. _tail.AsSpan(0, (int)beyond)]);
            var next = (int)(beyond % _half);
            var cut = string.Create(CultureInfo.InvariantCulture, $"\n[… {beyond - _half} bytes are left out here …]\n");
            return head + cut + Text([.. _tail.AsSpan(next), .. _tail.AsSpan(0, next)]);
        }
    }

    private void AppendTail(ReadOnlySpan<byte> bytes)
    {
        if (_tail.Length == 0) _tail = new byte[_half];
        while (!bytes.IsEmpty)
        {
            var at = (int)((_length - _half) % _half);
            var count = Math.Min(bytes.Length, _half - at);
            bytes[..count].CopyTo(_tail.AsSpan(at));
            _length += count;
            bytes = bytes[count..];
        }
    }

    // Bytes that are not UTF-8 become U+FFFD.
    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
