using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks;

/// <summary>What a node really said to a probe, without the secrets the probe was given.</summary>
/// <param name="Index">Which probe it answers.</param>
/// <param name="Node">Who says it.</param>
/// <param name="Output">The output, never empty.</param>
/// <param name="ExitCode">The exit code, which may be wrong.</param>
public sealed record Answer(int Index, Node Node, string Output, int ExitCode)
{
    /// <summary>When it was asked and when the answer was there, by the clock of the machine that asks.</summary>
    public (DateTimeOffset Asked, DateTimeOffset Answered) When { get; init; }

    /// <summary>Reads a result: an answer, or why there is none.</summary>
    internal static (Answer? Answer, string? Silence) Read(int index, Probe probe, CommandResult result)
    {
        if (Silent(result) is { } silence) return (null, $"{probe.Node.Name}: {Masked(probe, silence)}");
        return (new Answer(index, probe.Node, Masked(probe, result.Output), result.ExitCode), null);
    }

    /// <summary>Pairs probes and results; a different number of them is a bug of the caller.</summary>
    internal static (ImmutableArray<Answer> Answers, ImmutableArray<(int Index, string Why)> Silent) ReadAll(
        ImmutableArray<Probe> probes, ImmutableArray<ProbeResult> results)
    {
        if (probes.Length != results.Length)
            throw new ArgumentException($"{probes.Length} probes have {results.Length} results", nameof(results));
        var read = probes.Select((probe, index) => Read(index, probe, results[index].Result))
            .Select((x, index) =>
                (Answer: x.Answer is null ? null : x.Answer with { When = (results[index].Asked, results[index].Answered) }, x.Silence))
            .ToArray();
        return (
            [.. read.Where(x => x.Answer is not null).Select(x => x.Answer!)],
            [.. read.Select((x, index) => (Index: index, Why: x.Silence!)).Where(x => x.Why is not null)]);
    }

    private static string? Silent(CommandResult result)
    {
        if (result.ExitCode == CommandResult.Unreachable) return Excerpt.Or("could not be reached", result.Error);
        if (result.ExitCode == CommandResult.TimedOut) return "no answer in time";
        if (NotThere(result)) return Excerpt.Or("the command is not there", result.Output + result.Error);
        return string.IsNullOrWhiteSpace(result.Output) ? Excerpt.Or($"said nothing, exit code {result.ExitCode}", result.Error) : null;
    }

    // 126 and 127 are the shell's own; some programs of GitLab add up exit codes, so the words must agree.
    private static bool NotThere(CommandResult result) =>
        result.ExitCode is 126 or 127 &&
        (result.Output + result.Error) is var text &&
        (text.Contains("not found", StringComparison.Ordinal) ||
            text.Contains("No such file", StringComparison.Ordinal) ||
            text.Contains("ermission denied", StringComparison.Ordinal));

    private static string Masked(Probe probe, string text)
    {
        foreach (var secret in probe.Command.Input?.Secrets ?? [])
        {
            var value = secret.Reveal();
            if (value.Length > 0) text = text.Replace(value, secret.ToString(), StringComparison.Ordinal);
        }

        return text;
    }
}
