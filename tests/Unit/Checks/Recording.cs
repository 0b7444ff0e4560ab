using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Unit.Checks;

/// <summary>
/// A file of recorded/CHECK/: "expect", "says" and "advice" lines, then the answers. Each answer follows a line
/// "--- NODE" (all nodes with "---" alone), with "exit=N" after it where the exit code is not 0.
/// </summary>
internal sealed record Recording(
    Health Expect, IReadOnlyList<string> Says, IReadOnlyList<string> Advice, IReadOnlyList<(string? Node, int Exit, string Text)> Answers)
{
    public static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "recorded");

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder(), "*.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            data.Add(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileNameWithoutExtension(file));
        return data;
    }

    public static Recording Load(string check, string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder(), check, name + ".txt"));
        var head = lines.TakeWhile(x => !x.StartsWith("---", StringComparison.Ordinal)).ToArray();
        string[] Values(string key) =>
            [.. head.Where(x => x.StartsWith(key + ": ", StringComparison.Ordinal)).Select(x => x[(key.Length + 2)..])];
        return new Recording(
            Enum.Parse<Health>(Values("expect").Single()), Values("says"), Values("advice"), [.. Sections(lines[head.Length..])]);
    }

    /// <summary>The results for a check's probes; each probe takes the next answer of its node.</summary>
    public ImmutableArray<ProbeResult> Replay(Check check)
    {
        var left = Answers.ToList();
        return [.. check.Probes.Select(probe => new ProbeResult(probe.Node, Next(left, probe.Node.Name)))];
    }

    private static CommandResult Next(List<(string? Node, int Exit, string Text)> left, string node)
    {
        var index = left.FindIndex(x => x.Node == node);
        if (index < 0) index = left.FindIndex(x => x.Node is null);
        if (index < 0) throw new InvalidOperationException($"nothing is recorded for {node}");
        var (name, exit, text) = left[index];
        if (name is not null) left.RemoveAt(index);
        return new CommandResult(exit, text, "");
    }

    private static IEnumerable<(string? Node, int Exit, string Text)> Sections(string[] lines)
    {
        for (var at = 0; at < lines.Length;)
        {
            var words = lines[at].Split(' ').Skip(1).ToArray();
            var text = lines.Skip(at + 1).TakeWhile(x => !x.StartsWith("---", StringComparison.Ordinal)).ToArray();
            var exit = words.FirstOrDefault(x => x.StartsWith("exit=", StringComparison.Ordinal));
            yield return (
                words.FirstOrDefault(x => !x.Contains('=', StringComparison.Ordinal)),
                exit is null ? 0 : int.Parse(exit[5..], CultureInfo.InvariantCulture),
                string.Join('\n', text) + "\n");
            at += text.Length + 1;
        }
    }
}
