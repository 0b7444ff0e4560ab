using System.Collections.Immutable;
using System.Text;

namespace GitLabHa.Remote.Processes;

/// <summary>A program of this machine with its argument list; no shell is involved.</summary>
public sealed record Program
{
    /// <summary>The program's name, looked up in PATH.</summary>
    public required string Name { get; init; }

    /// <summary>Its arguments; never a secret.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>What it reads from standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>A stream of any length that it reads from standard input, instead of <see cref="Input"/>.</summary>
    public Stream? From { get; init; }

    /// <summary>Takes its standard output as it comes, whatever its length and content; nothing of it is kept then.</summary>
    public Stream? Into { get; init; }

    /// <summary>How long it may take before it and its children are killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long it may take to end by itself, once told by SIGTERM, before it and its children are killed; default: not at all.
    /// </summary>
    public TimeSpan Grace { get; init; }

    /// <summary>How many bytes of each output stream are kept: the first and the last half.</summary>
    public int OutputLimit { get; init; } = 1024 * 1024;

    /// <summary>Told each line of both streams as it comes.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>
    /// Whether it stays on the operator's terminal, to ask for a passphrase. All others get a session of their own, because
    /// the first Ctrl-C on a terminal goes to every process on it and must not end the step that is under way.
    /// </summary>
    public bool OnTerminal { get; init; }

    /// <summary>What the operator does when the program is missing.</summary>
    public string? Install { get; init; }

    /// <summary>A program with its arguments.</summary>
    public static Program Of(string name, params ReadOnlySpan<string> arguments) =>
        new() { Name = name, Arguments = [.. arguments] };

    /// <summary>Whether a program of that name is in PATH.</summary>
    public static bool Exists(string name) => SearchPath.Find(name) is not null;

    /// <summary>The program with the text as its standard input.</summary>
    public Program WithInput(string text) => this with { Input = Encoding.UTF8.GetBytes(text) };

    /// <summary>Runs it to its end; when cancelled, it and its children are killed, after its <see cref="Grace"/>.</summary>
    public async Task<ProgramResult> RunAsync(CancellationToken cancellationToken)
    {
        using var run = new ProgramRun(this);
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', [Name, .. Arguments]);
}
