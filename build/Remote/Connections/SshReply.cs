using GitLabHa.Core.Commands;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections;

/// <summary>What the ssh client gave back for one command.</summary>
/// <param name="Line">The command as it was sent.</param>
/// <param name="Ssh">How the client ended; it has taken no standard output.</param>
/// <param name="Frame">The marks that came on standard output.</param>
/// <param name="Output">What came between them, unless it went into a stream.</param>
internal sealed record SshReply(RemoteLine Line, ProgramResult Ssh, FrameStream Frame, string Output)
{
    private const string StartupFiles = "see what the startup files of its login shell do in a shell without a terminal (.bashrc, .zshenv, /etc/bash.bashrc, /etc/profile.d)";

    /// <summary>Whether the shared connection was dead, so that nothing ran.</summary>
    public bool WasNeverStarted =>
        !Frame.Begun && Ssh.ExitCode == CommandResult.Unreachable && Ssh.Error.Contains("mux_client_", StringComparison.Ordinal);

    /// <summary>The command's result.</summary>
    /// <param name="connected">Whether the shared connection is still there.</param>
    public CommandResult Result(bool connected)
    {
        if (Ssh.TimedOut || Frame.ExitCode == CommandResult.TimedOut) return TooLong();
        return Failure(connected) is { } failure ? Unreachable(failure) : new(Frame.ExitCode, Output, Error);
    }

    /// <summary>The result for a node that could not be asked.</summary>
    public static CommandResult Unreachable(SshFailure failure) => new(CommandResult.Unreachable, "", failure.ToString());

    private string Error => FrameText.Between(Ssh.Error, Line.Id) ?? "";

    // A script may end with 255, too; ssh's own failures take the shared connection with them.
    private SshFailure? Failure(bool connected)
    {
        if (!Frame.Begun) return NotStarted(connected);
        if (!Frame.Ended && Ssh.ExitCode == CommandResult.Unreachable && !connected) return SshFailure.Closed();
        if (!Frame.Ended) return new("the command's output is truncated: its end mark is missing", "see whether the node was short of memory (dmesg), then run the same command again");
        if (Frame.InputLost) return new("the command's input did not arrive whole: a startup file of the login shell reads from it", StartupFiles);
        if (!Frame.Intact) return new("the command's output did not arrive as it was written (SHA-256 differs): another process writes in between", StartupFiles);
        if (FrameText.Between(Ssh.Error, Line.Id) is null) return new("standard error and standard output arrive as one", StartupFiles);
        return null;
    }

    private SshFailure NotStarted(bool connected)
    {
        if (Line.Sudo && SshFailure.FromSudo(Ssh.ExitCode, Ssh.Error) is { } sudo) return sudo;
        if (Ssh.ExitCode == CommandResult.Unreachable && (WasNeverStarted || !connected)) return SshFailure.FromSsh(Ssh.Error);
        var words = Ssh.Error.Trim().Split('\n')[^1].Trim();
        return new(
            $"its login shell did not run the command (exit code {Ssh.ExitCode}{(words.Length > 0 ? ": " + words : "")})",
            StartupFiles + ", and whether its sshd forces another command (ForceCommand, or command= in authorized_keys)");
    }

    private CommandResult TooLong()
    {
        var words = $"'{Line.Command.Display}' took longer than {Line.Command.Timeout.TotalSeconds:0} s and was ended";
        return new(CommandResult.TimedOut, Output, $"{Error.TrimEnd()}\n{words}".TrimStart());
    }
}
