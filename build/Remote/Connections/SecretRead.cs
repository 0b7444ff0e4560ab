using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Remote.Connections;

/// <summary>Reading a file that is never shown, over any transport.</summary>
internal static class SecretRead
{
    private const int Absent = 75;
    private const int TooLong = 76;

    // The limit keeps it below the point where a connection leaves out the middle.
    public static Command Command(string path) => Core.Commands.Command.Shell(
        $"read {path}",
        """
        [ -e "$1" ] || exit 75
        [ "$(wc -c <"$1")" -le 500000 ] || exit 76
        exec cat "$1"
        """,
        path);

    public static Secret? Interpret(CommandResult result, string path, Node node) => result.ExitCode switch
    {
        0 => new Secret(path, result.Output),
        Absent => null,
        TooLong => throw Failure("it is longer than 500,000 bytes", path, node),
        CommandResult.Unreachable => throw new OperatorException($"{node.Name} cannot be reached: {result.Error}", $"{node.Name} ({node.Address})", "mend the connection and run the same command again"),
        _ => throw Failure(result.Error.Trim(), path, node),
    };

    private static OperatorException Failure(string words, string path, Node node) =>
        new($"the file could not be read: {words}", $"{path} on {node.Name} ({node.Address})", "mend what the node says and run the same command again");
}
