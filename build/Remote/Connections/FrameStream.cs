using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections;

/// <summary>
/// Takes what comes from a node's standard output and passes on what is between the marks of frame.sh, as it comes: startup
/// files of the login shell may print before the begin mark, its traps after the end mark.
/// </summary>
internal sealed class FrameStream(string id, Stream into) : WriteStream
{
    private const int LongestTrailer = 80;

    private readonly byte[] _begin = Encoding.ASCII.GetBytes($"{id} out begin\n");
    private readonly byte[] _end = Encoding.ASCII.GetBytes($"{id} out end ");
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _held = [];
    private string[] _trailer = [];
    private bool _over;

    /// <summary>Whether the begin mark came: the command was started.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether the whole end mark came.</summary>
    public bool Ended => _trailer.Length == 2;

    /// <summary>Whether the command was not run because its input did not begin as it was sent.</summary>
    public bool InputLost => Ended && _trailer[0] == "input";

    /// <summary>The command's exit code, after its end.</summary>
    public int ExitCode => Ended && int.TryParse(_trailer[0], CultureInfo.InvariantCulture, out var code) ? code : -1;

    /// <summary>Whether what came is what the command wrote; true as well when the end mark holds no hash.</summary>
    public bool Intact { get; private set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = _held.Length == 0 ? buffer : Join(_held, buffer.Span);
        _held = [];
        if (!Begun)
        {
            Begun = Cut(ref bytes, _begin, out _);
            if (!Begun) return;
        }

        if (!_over)
        {
            _over = Cut(ref bytes, _end, out var content);
            _hash.AppendData(content.Span);
            if (!content.IsEmpty) await into.WriteAsync(content, cancellationToken);
        }

        if (_over && !Ended) ReadTrailer(bytes.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Cuts the bytes at the mark: what is before it, and what follows. Without a mark, what may be its beginning is held back.
    /// </summary>
    private bool Cut(ref ReadOnlyMemory<byte> bytes, byte[] mark, out ReadOnlyMemory<byte> before)
    {
        var at = bytes.Span.IndexOf(mark);
        if (at < 0)
        {
            var held = Math.Min(mark.Length - 1, bytes.Length);
            while (!mark.AsSpan(0, held).SequenceEqual(bytes.Span[^held..])) held--;
            _held = bytes[^held..].ToArray();
            before = bytes[..^held];
            return false;
        }

        before = bytes[..at];
        bytes = bytes[(at + mark.Length)..];
        return true;
    }

    private void ReadTrailer(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end >= 0) _trailer = Encoding.ASCII.GetString(bytes[..end]).Split(' ');
        else if (bytes.Length < LongestTrailer) _held = bytes.ToArray();
        Intact = Ended && (_trailer[1] == "-" || _trailer[1] == Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    private static byte[] Join(byte[] first, ReadOnlySpan<byte> second) => [.. first, .. second];
}
