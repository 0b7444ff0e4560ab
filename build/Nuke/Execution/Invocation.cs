using System.Collections;
using Nuke.Common.IO;

#pragma warning disable RS0030 // The engine owns the terminal.

namespace Nuke.Common.Execution;

/// <summary>All that reaches the engine from outside.</summary>
internal sealed record Invocation
{
    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required AbsolutePath WorkingDirectory { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public bool Colour { get; init; }

    public int Width { get; init; } = 90;

    public AbsolutePath? Root { get; init; }

    public static Invocation OfThisProcess()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        return new Invocation
        {
            Arguments = [.. System.Environment.GetCommandLineArgs().Skip(1)],
            Environment = environment,
            WorkingDirectory = Directory.GetCurrentDirectory(),
            Output = Console.Out,
            Error = Console.Error,
            // https://no-color.org: any value but an empty one.
            Colour = !Console.IsOutputRedirected
                && environment.GetValueOrDefault("NO_COLOR") is null or ""
                && environment.GetValueOrDefault("TERM") is not (null or "dumb"),
            Width = Console.IsOutputRedirected ? 90 : Math.Clamp(Console.WindowWidth, 60, 90),
        };
    }
}
