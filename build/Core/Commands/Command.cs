using System.Collections.Immutable;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Commands;

/// <summary>
/// Something to run on a node: a fixed POSIX sh script with positional arguments. Values are never in the script,
/// and secrets only ever travel on standard input, so that no argument list shows them.
/// </summary>
public sealed record Command
{
    /// <summary>The sh script; arguments are <c>"$1"</c>, <c>"$2"</c>, …</summary>
    public required string Script { get; init; }

    /// <summary>The positional arguments; never a secret.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>What the script reads from standard input; may hold secrets.</summary>
    public SecretText? Input { get; init; }

    /// <summary>How long it may take before it is ended and counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether it fetches from outside of the site, and so keeps the proxy of the node's login environment.</summary>
    public bool ThroughProxy { get; init; }

    /// <summary>How it is shown in plans and logs, as an operator would type it.</summary>
    public required string Display { get; init; }

    /// <summary>A program with its arguments.</summary>
    public static Command Of(string program, params ReadOnlySpan<string> arguments) => new()
    {
        Script = "exec \"$@\"",
        Arguments = [program, .. arguments],
        Display = string.Join(' ', [program, .. arguments]),
    };

    /// <summary>A script, shown by the given words.</summary>
    public static Command Shell(string display, string script, params ReadOnlySpan<string> arguments) => new()
    {
        Script = script,
        Arguments = [.. arguments],
        Display = display,
    };
}
