namespace GitLabHa.Remote.Connections;

/// <summary>How a transport's part in a command ended.</summary>
/// <param name="ExitCode">The exit code of the node's login shell, or <see cref="Core.Commands.CommandResult.Unreachable"/>.</param>
/// <param name="Error">What came on standard error, marks and all.</param>
internal sealed record SshEnd(int ExitCode, string Error)
{
    /// <summary>Whether the transport gave up waiting.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Why the connection was lost; null when it was not.</summary>
    public SshFailure? Lost { get; init; }
}
