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
    /// Runs a command as root. A node that cannot be asked is a result (<see cref="CommandResult.Unreachable"/>), so that the
    /// others' answers are kept; a cancelled command is ended on the node too.
    /// </summary>
    Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken);

    /// <summary>Replaces a file atomically; refuses when its hash is no longer <paramref name="beforeSha256"/> (null: absent).</summary>
    Task WriteAsync(DesiredFile file, string? beforeSha256, CancellationToken cancellationToken);

    /// <summary>A text file of the node, sealed under its path; null when it is absent.</summary>
    Task<Secret?> ReadSecretAsync(string path, CancellationToken cancellationToken);
}
