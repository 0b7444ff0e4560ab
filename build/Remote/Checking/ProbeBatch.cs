using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Checking;

/// <summary>
/// Several questions of one node as one command: a session costs a node more than most questions do, and a site has hundreds.
/// </summary>
internal sealed class ProbeBatch
{
    // What takes longer has a session of its own, as its answer is not kept waiting by others, nor theirs by it.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // As many as ask-together.sh asks at once.
    private const int AtOnce = 8;

    // Beyond this a connection may leave out the middle of what it was given.
    private const int LongestOutput = 256 * 1024;

    private readonly string _token = $"gitlab-ha-{Guid.NewGuid():N}";
    private readonly IReadOnlyList<Command> _commands;

    public ProbeBatch(IReadOnlyList<Command> commands) => _commands = commands;

    /// <summary>All questions in one.</summary>
    public Command Command => Command.Shell(
        $"{_commands.Count} questions",
        EmbeddedScript.Of(typeof(ProbeBatch), "ask-together.sh"),
        [_token, .. _commands.SelectMany(x => (string[])
            [Seconds(x.Timeout), Number(Lines(x)), Number(x.Arguments.Length), x.Script, .. x.Arguments])]) with
    {
        Input = _commands.Any(x => x.Input is not null) ? SecretText.Concat(_commands.Select(x => x.Input).OfType<SecretText>()) : null,
        // Each may need its whole time, and five seconds more until it is killed.
        Timeout = Longest * 1.25 * ((_commands.Count + AtOnce - 1) / AtOnce) + Longest,
    };

    /// <summary>Whether a command can be asked together with others.</summary>
    public static bool Takes(Command command) =>
        command.Timeout <= Longest && !command.ThroughProxy && (command.Input is null || command.Input.Reveal().EndsWith('\n'));

    /// <summary>The answers in the order of the commands; null for one that has to be asked alone.</summary>
    public CommandResult?[] Read(CommandResult result)
    {
        var answers = new CommandResult?[_commands.Count];
        if (result.ExitCode == CommandResult.Unreachable) Array.Fill(answers, result);
        if (result.Output.Length > LongestOutput) return answers;
        foreach (var answer in result.Output.Split($"\n{_token} answer ")[1..]) Read(answer, answers);
        return answers;
    }

    private void Read(string text, CommandResult?[] answers)
    {
        var (error, end) = ($"\n{_token} error\n", $"\n{_token} end\n");
        var (output, middle) = (text.IndexOf('\n', StringComparison.Ordinal), text.IndexOf(error, StringComparison.Ordinal));
        var last = text.IndexOf(end, Math.Max(middle, 0), StringComparison.Ordinal);
        if (output < 0 || middle < output || last < middle) return;
        if (text[..output].Split(' ') is not [var number, var code] || !int.TryParse(number, CultureInfo.InvariantCulture, out var index)
            || !int.TryParse(code, CultureInfo.InvariantCulture, out var exitCode) || index < 0 || index >= answers.Length) return;
        answers[index] = new CommandResult(exitCode, text[(output + 1)..Math.Max(output + 1, middle)], text[(middle + error.Length)..last]);
    }

    private static int Lines(Command command) => command.Input?.Reveal().Count(x => x == '\n') ?? 0;

    private static string Seconds(TimeSpan time) => Number((int)Math.Max(1, Math.Ceiling(time.TotalSeconds)));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
