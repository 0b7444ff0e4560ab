using System.Text.RegularExpressions;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>How a run of the tool ended, with all it printed.</summary>
internal sealed partial record ToolRun(int ExitCode, string Output, Machines? Machines = null)
{
    private const int ShownLines = 60;

    /// <summary>The end of the output, for the message of a failed assertion.</summary>
    internal string Tail => $"exit code {ExitCode}\n" + string.Join('\n', Output.Split('\n').TakeLast(ShownLines));

    /// <summary>The output line by line.</summary>
    internal string[] Lines => Output.Split('\n');

    internal ToolRun ShouldSucceed() => Must(ExitCode == 0, "it did not succeed");

    internal ToolRun ShouldSay(string text) => Must(Output.Contains(text, StringComparison.Ordinal), $"it does not say '{text}'");

    internal ToolRun ShouldNotSay(string text) => Must(!Output.Contains(text, StringComparison.Ordinal), $"it says '{text}'");

    /// <summary>It failed as an operator's failure does: what, where, what to do; and no stack trace.</summary>
    internal ToolRun ShouldRefuse(string problem, int exitCode = 1) =>
        Must(ExitCode == exitCode, $"it should have ended with exit code {exitCode}").ShouldSay(problem).ShouldSay("where: ")
            .ShouldSay("fix:   ").ShouldHaveNoStack();

    internal ToolRun ShouldHaveNoStack() => Must(!Stack().IsMatch(Output), "it shows a stack trace");

    /// <summary>The place of the first line that has the text.</summary>
    internal int LineOf(string text)
    {
        var line = Array.FindIndex(Lines, x => x.Contains(text, StringComparison.Ordinal));
        Must(line >= 0, $"no line says '{text}'");
        return line;
    }

    /// <summary>The places of the first lines that have the texts.</summary>
    internal int[] LinesOf(IEnumerable<string> texts) => [.. texts.Select(LineOf)];

    // What the machines look like is asked only when it is needed: it takes a moment, and is not the same later.
    private ToolRun Must(bool holds, string complaint) =>
        holds ? this
            : throw new ShouldAssertException($"{complaint}:\n{Tail}\n{(Machines is null ? "" : SickNodes.Tell(Machines, Output))}");

    [GeneratedRegex(@"^\s+at \S+\(|--->", RegexOptions.Multiline)]
    private static partial Regex Stack();
}
