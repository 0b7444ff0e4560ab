using GitLabHa.Core.Commands;

namespace GitLabHa.Remote.Connections;

/// <summary>What a transport gave back for one command.</summary>
/// <param name="Line">The command as it was sent.</param>
/// <param name="End">How it ended.</param>
/// <param name="Frame">The marks that came on standard output.</param>
/// <param name="Output">What came between them, unless it went into a stream.</param>
internal sealed record SshReply(RemoteLine Line, SshEnd End, FrameStream Frame, string Output)
{
    private const string StartupFiles =
        "see what the startup files of its login shell do in a shell without a terminal (.bashrc, .zshenv, /etc/bash.bashrc, "
            + "/etc/profile.d)";

    private static readonly SshFailure Truncated = new(
        "the command's output is truncated: its end mark is missing",
        "see whether the node was short of memory (dmesg), then rerun the command");

    /// <summary>The command's result.</summary>
    public CommandResult Result()
    {
        if (End.TimedOut || Frame.ExitCode == CommandResult.TimedOut) return TooLong();
        return Failure() is { } failure ? Unreachable(failure) : new(Frame.ExitCode, Output, Error);
    }

    /// <summary>The result for a node that could not be asked.</summary>
    public static CommandResult Unreachable(SshFailure failure) => new(CommandResult.Unreachable, "", failure.ToString());

    private string Error => FrameText.Between(End.Error, Line.Id) ?? "";

    private SshFailure? Failure()
    {
        if (!Frame.Begun) return NotStarted();
        if (!Frame.Ended && End.Lost is not null) return End.Lost;
        if (!Frame.Ended) return Truncated;
        if (Frame.InputLost)
            return new("the command's input did not arrive whole: a startup file of the login shell reads from it", StartupFiles);
        if (!Frame.Intact) return new(
            "the command's output did not arrive as it was written (SHA-256 differs): another process writes in between", StartupFiles);
        if (FrameText.Between(End.Error, Line.Id) is null) return new("standard error and standard output arrive as one", StartupFiles);
        return null;
    }

    private SshFailure NotStarted()
    {
        if (Line.Sudo && SshFailure.FromSudo(End.ExitCode, End.Error) is { } sudo) return sudo;
        if (End.Lost is not null) return End.Lost;
        var words = End.Error.Trim().Split('\n')[^1].Trim();
        return new(
            $"its login shell did not run the command (exit code {End.ExitCode}{(words.Length > 0 ? ": " + words : "")})",
            StartupFiles + ", and whether its sshd forces another command (ForceCommand, or command= in authorized_keys)");
    }

    private CommandResult TooLong()
    {
        var words = $"'{Line.Command.Display}' took longer than {Line.Command.Timeout.TotalSeconds:0} s and was ended";
        return new(CommandResult.TimedOut, Output, $"{Error.TrimEnd()}\n{words}".TrimStart());
    }
}
