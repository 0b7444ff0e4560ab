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
    private const int Sha256Digits = 64;

    // The limit keeps it below the point where a connection leaves out the middle.
    public static Command Command(string path) => Core.Commands.Command.Shell(
        $"read {path}",
        """
        [ -e "$1" ] || exit 75
        [ "$(wc -c <"$1")" -le 500000 ] || exit 76
        sha256sum <"$1" && exec cat "$1"
        """,
        path);

    public static Secret? Interpret(CommandResult result, string path, string? expected, Node node) => result.ExitCode switch
    {
        0 => Checked(result.Output, path, expected, node),
        Absent => null,
        TooLong => throw Failure("it is longer than 500,000 bytes", path, node),
        CommandResult.Unreachable =>
            throw new OperatorException(
                $"{node.Name} cannot be reached: {result.Error}",
                $"{node.Name} ({node.Address})",
                "Restore the connection and rerun the command."),
        _ => throw Failure(result.Error.Trim(), path, node),
    };

    // The first line is the file's hash on the node: "HASH  -".
    private static Secret Checked(string output, string path, string? expected, Node node)
    {
        var end = output.IndexOf('\n', StringComparison.Ordinal);
        if (end < Sha256Digits) throw Failure("its hash is missing", path, node);
        var (found, secret) = (output[..Sha256Digits], new Secret(path, output[(end + 1)..]));
        if (SecretText.Sealed(secret).Sha256 != found)
            throw Failure("what arrived has another SHA-256 than the file on the node; only UTF-8 text is read", path, node);
        if (expected is null || expected == found) return secret;
        throw new OperatorException(
            $"the file changed since the plan was made (SHA-256 {found[..12]}…, planned with {expected[..12]}…); nothing was written "
                + "from it",
            Place(path, node),
            "Run Plan again and look at what changed.");
    }

    private static OperatorException Failure(string words, string path, Node node) =>
        new($"the file could not be read: {words}", Place(path, node), "Fix what the node says and rerun the command.");

    private static string Place(string path, Node node) => $"{path} on {node.Name} ({node.Address})";
}
