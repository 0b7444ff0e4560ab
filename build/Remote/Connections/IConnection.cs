using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Remote.Connections;

/// <summary>The only thing that runs or writes on a node.</summary>
public interface IConnection : IAsyncDisposable
{
    /// <summary>The node it reaches.</summary>
    Node Node { get; }

    /// <summary>
    /// Runs a command as root, in an environment of its own: nothing that the login shell sets or prints reaches it or its output. A node
    /// that cannot be asked is a result (<see cref="CommandResult.Unreachable"/>), so that the
    /// others' answers are kept; a cancelled command is ended on the node too.
    /// </summary>
    Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a command as root with streams of any length and content as its standard input and output; a failure of a stream
    /// ends the command and is thrown as it came. Nothing is repeated, and the result holds no output; it is a failure when what
    /// arrived is not what the command wrote.
    /// </summary>
    Task<CommandResult> PipeAsync(Command command, Stream? input, Stream? output, CancellationToken cancellationToken);

    /// <summary>Replaces a file atomically; refuses when its hash is no longer <paramref name="beforeSha256"/> (null: absent).</summary>
    Task WriteAsync(DesiredFile file, string? beforeSha256, CancellationToken cancellationToken);

    /// <summary>
    /// A text file of the node, sealed under its path; null when it is absent. Refused when its SHA-256 is not
    /// <paramref name="sha256"/> (null: not known before).
    /// </summary>
    Task<Secret?> ReadSecretAsync(string path, string? sha256, CancellationToken cancellationToken);
}
