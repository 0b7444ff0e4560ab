using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Connections;

/// <summary>Replacing a file in one round trip, over any transport.</summary>
internal static class AtomicWrite
{
    private const int Drift = 75;
    private const int Refused = 76;

    public static Command Command(DesiredFile file, string? beforeSha256)
    {
        var validate = file.Effect.Validate;
        return new Command
        {
            Script = EmbeddedScript.Of(typeof(AtomicWrite), "write-file.sh"),
            Arguments =
            [
                file.Path, file.Owner, file.Mode, file.Content.Sha256, beforeSha256 ?? "",
                file.KeepsReplaced ? DesiredFile.ReplacedFolder : "",
                validate?.Script ?? "", .. validate?.Arguments ?? [],
            ],
            Input = file.Content,
            Timeout = TimeSpan.FromSeconds(60) + (validate?.Timeout ?? TimeSpan.Zero),
            Display = $"write {file.Path}",
        };
    }

    /// <summary>Why the file was not replaced, or null when it was.</summary>
    public static OperatorException? Failure(CommandResult result, DesiredFile file, Node node)
    {
        var where = $"{file.Path} on {node.Name} ({node.Address})";
        var words = result.Error.Trim() is { Length: > 0 } text ? text : $"exit code {result.ExitCode}";
        return result.ExitCode switch
        {
            0 => null,
            CommandResult.Unreachable =>
                new OperatorException($"{node.Name} cannot be reached: {words}", where, "fix the connection and rerun the command"),
            Drift => new OperatorException("the file changed since the plan was made; it was left as it is", where, "run ./build.sh "
                + "Preview and look at what changed"),
            Refused => new OperatorException($"the new content was refused: {words}", where, "correct what it names; the old file is "
                + "still in place"),
            CommandResult.TimedOut =>
                new OperatorException(
                    $"writing the file took too long: {words}", where, "check the load and the disk of the node, then rerun the command"),
            _ => new OperatorException(
                $"the file could not be written: {words}", where, "fix what the node reports; the old file is still in place"),
        };
    }
}
