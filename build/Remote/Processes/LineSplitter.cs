using System.Text;

namespace GitLabHa.Remote.Processes;

/// <summary>Cuts a stream of bytes into lines as they come.</summary>
internal sealed class LineSplitter(Action<string> onLine)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var character in characters[.._decoder.GetChars(bytes, characters, flush: false)])
        {
            if (character is '\n') Flush();
            else if (character is not '\r') _line.Append(character);
        }
    }

    public void Flush()
    {
        if (_line.Length == 0) return;
        onLine(_line.ToString());
        _line.Clear();
    }
}
