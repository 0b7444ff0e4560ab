namespace GitLabHa.Core.Commands;

/// <summary>What a command gave back.</summary>
/// <param name="ExitCode">The script's exit code; <see cref="Unreachable"/> when the node could not be asked at all.</param>
/// <param name="Output">Standard output as UTF-8 text, cut at the connection's limit.</param>
/// <param name="Error">Standard error as UTF-8 text, cut at the connection's limit; or why the node could not be asked.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code that means "the connection failed" (ssh uses 255 as well).</summary>
    public const int Unreachable = 255;

    /// <summary>The exit code that means "it took longer than its timeout" (as coreutils' timeout has it).</summary>
    public const int TimedOut = 124;

    /// <summary>The exit code of a shell whose program was ended by SIGKILL: by somebody, or by a kernel without memory.</summary>
    public const int Killed = 137;

    /// <summary>Whether the exit code is 0; it proves nothing for programs with wrong exit codes.</summary>
    public bool Succeeded => ExitCode == 0;
}
