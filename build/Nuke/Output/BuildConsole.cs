namespace Nuke.Common.Output;

/// <summary>The only output of the engine: it masks secrets, and drops colours where the output is not a terminal.</summary>
internal sealed class BuildConsole(TextWriter output, TextWriter error, bool colour)
{
    // Masking shorter ones would hide parts of ordinary words.
    private const int ShortestSecret = 3;

    private readonly List<string> secrets = [];
    private readonly List<string> findings = [];
    private readonly Lock writing = new();

    /// <summary>The warnings and errors of the log, which are repeated at the end.</summary>
    public IReadOnlyList<string> Findings => findings;

    public void Hide(IEnumerable<string> values)
    {
        var pieces = values.SelectMany(value => value.Split('\n').Append(value)).Select(piece => piece.Trim())
            .Where(piece => piece.Length >= ShortestSecret);
        lock (writing)
        {
            secrets.AddRange(pieces);
            // A secret that contains another one is masked first, so that no part of it stays visible.
            secrets.Sort((a, b) => b.Length - a.Length);
        }
    }

    public string Mask(string text) => secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));

    public void Line(string text = "", string? ansi = null)
    {
        lock (writing)
        {
            output.WriteLine(colour && ansi is not null ? $"\e[{ansi}m{Mask(text)}\e[0m" : Mask(text));
            output.Flush();
        }
    }

    public void ErrorLine(string text)
    {
        lock (writing) error.WriteLine(Mask(text));
    }

    public void Find(string finding)
    {
        lock (writing) findings.Add(Mask(finding));
    }

    public IDisposable Block(string name) => NukeBuild.Host.WriteBlock(output, name);
}
