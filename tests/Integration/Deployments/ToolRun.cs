using System.Text.RegularExpressions;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>How a run of the tool ended, with all it printed.</summary>
internal sealed partial record ToolRun(int ExitCode, string Output)
{
    private const int ShownLines = 60;

    /// <summary>The end of the output, for the message of a failed assertion.</summary>
    internal string Tail => $"exit code {ExitCode}\n" + string.Join('\n', Output.Split('\n').TakeLast(ShownLines));

    /// <summary>The output line by line.</summary>
    internal string[] Lines => Output.Split('\n');

    internal ToolRun ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Tail);
        return this;
    }

    internal ToolRun ShouldSay(string text)
    {
        Output.Contains(text, StringComparison.Ordinal).ShouldBeTrue($"it does not say '{text}':\n{Tail}");
        return this;
    }

    internal ToolRun ShouldNotSay(string text)
    {
        Output.Contains(text, StringComparison.Ordinal).ShouldBeFalse($"it says '{text}':\n{Tail}");
        return this;
    }

    /// <summary>It failed as an operator's failure does: what, where, what to do; and no stack trace.</summary>
    internal ToolRun ShouldRefuse(string problem, int exitCode = 1)
    {
        ExitCode.ShouldBe(exitCode, Tail);
        ShouldSay(problem).ShouldSay("where: ").ShouldSay("fix:   ");
        return ShouldHaveNoStack();
    }

    internal ToolRun ShouldHaveNoStack()
    {
        Stack().IsMatch(Output).ShouldBeFalse($"it shows a stack trace:\n{Tail}");
        return this;
    }

    /// <summary>The place of the first line that has the text.</summary>
    internal int LineOf(string text)
    {
        var line = Array.FindIndex(Lines, x => x.Contains(text, StringComparison.Ordinal));
        line.ShouldBeGreaterThanOrEqualTo(0, $"no line says '{text}':\n{Tail}");
        return line;
    }

    /// <summary>The places of the first lines that have the texts.</summary>
    internal int[] LinesOf(IEnumerable<string> texts) => [.. texts.Select(LineOf)];

    [GeneratedRegex(@"^\s+at \S+\(|--->", RegexOptions.Multiline)]
    private static partial Regex Stack();
}
