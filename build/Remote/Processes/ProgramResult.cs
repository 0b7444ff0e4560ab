namespace GitLabHa.Remote.Processes;

/// <summary>What a program of this machine gave back.</summary>
/// <param name="ExitCode">Its exit code; 124 when it was killed at its timeout.</param>
/// <param name="Output">Standard output as UTF-8 text; the middle is missing when it was longer than the limit.</param>
/// <param name="Error">Standard error, likewise.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>Whether the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Whether it was killed because it took too long.</summary>
    public bool TimedOut { get; init; }

    /// <summary>The last line it said on standard error, or else on standard output: usually the reason of a failure.</summary>
    public string LastLine =>
        Error.Trim().Split('\n')[^1].Trim() is { Length: > 0 } line ? line : Output.Trim().Split('\n')[^1].Trim();
}
