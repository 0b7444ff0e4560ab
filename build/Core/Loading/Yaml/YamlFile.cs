using System.Buffers;
using System.Text;

namespace GitLabHa.Core.Loading.Yaml;

/// <summary>Reads a file, and refuses text that the YAML parser reads wrongly.</summary>
internal static class YamlFile
{
    // A thousand nodes take about 60 KiB; a larger file was not written by hand.
    private const int MaxBytes = 4 * 1024 * 1024;

    // The parser takes NUL for the end of the file and would silently ignore the rest.
    private static readonly SearchValues<char> NotPrintable =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(x => (char)x).Except("\t\n\r"), '\u007F']);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The keys and values of a file, or null with the reason in the log.</summary>
    public static YamlMap? Read(string path, string shown, ProblemLog log)
    {
        if (Text(path, shown, log) is not { } text) return null;
        return YamlTreeReader.Read(text, shown, log);
    }

    internal static string? Decode(byte[] bytes, string shown, ProblemLog log)
    {
        try
        {
            var text = Utf8.GetString(bytes).TrimStart('\uFEFF');
            var bad = text.AsSpan().IndexOfAny(NotPrintable);
            if (bad < 0) return text;
            log.Add(PlaceOf(text[..bad], shown), "", $"the control character U+{(int)text[bad]:X4} is not allowed in YAML");
        }
        catch (DecoderFallbackException e)
        {
            log.Add(PlaceOf(Encoding.UTF8.GetString(bytes, 0, e.Index), shown), "", "not UTF-8 from here on: save the file as UTF-8");
        }

        return null;
    }

    private static string? Text(string path, string shown, ProblemLog log)
    {
        try
        {
            if (new FileInfo(path).Length <= MaxBytes) return Decode(File.ReadAllBytes(path), shown, log);
            log.Add(Place.Whole(shown), "", $"the file is larger than {MaxBytes / 1024 / 1024} MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Add(Place.Whole(shown), "", $"cannot be read: {e.Message}");
        }

        return null;
    }

    private static Place PlaceOf(string before, string shown) =>
        new(shown, before.Count(x => x == '\n') + 1, before.Length - before.LastIndexOf('\n'));
}
