using System.Collections.Immutable;
using System.Globalization;

namespace GitLabHa.Core.Drilling;

/// <summary>What a client saw.</summary>
/// <param name="Mode">Whether its writes waited for a second node, in the words of the database; null where nothing is written.</param>
/// <param name="Samples">Its attempts, in their order.</param>
/// <param name="Kept">The numbers that were there when it read them back, or null when it could not.</param>
public sealed record ClientLog(string? Mode, ImmutableArray<Sample> Samples, ImmutableHashSet<int>? Kept)
{
    /// <summary>Nothing yet.</summary>
    public static ClientLog Empty { get; } = new(null, [], null);

    /// <summary>
    /// Reads what the client printed; lines that broke off are left out. Its clock is ahead of this machine's by the time given.
    /// </summary>
    public static ClientLog Parse(string text, TimeSpan ahead)
    {
        var lines = text.Split('\n');
        int? Kept(string line) =>
            line.StartsWith("kept ", StringComparison.Ordinal) && Number(line[5..], out var number) ? (int)number : null;
        return new ClientLog(
            lines.FirstOrDefault(x => x.StartsWith("mode ", StringComparison.Ordinal))?[5..],
            [.. lines.Select(x => Read(x, ahead)).OfType<Sample>().OrderBy(x => x.Number)],
            lines.Contains("kept all") ? [.. lines.Select(Kept).OfType<int>()] : null);
    }

    private static Sample? Read(string line, TimeSpan ahead) =>
        line.Split(' ', 5) is [var at, var number, var took, ("ok" or "failed") and var word, .. var why]
        && Number(at, out var milliseconds) && Number(number, out var count) && Number(took, out var duration)
            ? new Sample(
                DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) - ahead, (int)count, word == "ok", why.FirstOrDefault()?.Trim()
                    ?? "")
            { Duration = TimeSpan.FromMilliseconds(duration) }
            : null;

    // A clock of another age is a line that broke off, too.
    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 1L << 43;
}
