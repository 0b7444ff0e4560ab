using GitLabHa.Core.Commands;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Services.Containers;

/// <summary>What Testcontainers does not offer: standard input for a program in a container, death, and another network.</summary>
internal static class Docker
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs the client; fails with its message.</summary>
    internal static async Task<string> RunAsync(params string[] arguments)
    {
        var result = await (Program.Of("docker", arguments) with { Timeout = Patience }).RunAsync(CancellationToken.None);
        if (result.Succeeded) return result.Output.Trim();
        throw new InvalidOperationException(
            $"docker {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Output}{result.Error}");
    }

    /// <summary>Runs a command of the product in a container, as a connection would on its node.</summary>
    internal static async Task<CommandResult> RunAsync(string container, Command command)
    {
        var docker = Program.Of("docker", ["exec", "--interactive", container, "sh", "-c", command.Script, "sh", .. command.Arguments]) with
        {
            Timeout = command.Timeout,
            Input = System.Text.Encoding.UTF8.GetBytes(command.Input?.Reveal() ?? ""),
        };
        var result = await docker.RunAsync(CancellationToken.None);
        // What is paused or stopped runs nothing, as a node that is away.
        var away = result.Error.StartsWith("Error response from daemon:", StringComparison.Ordinal) || result.TimedOut;
        return new CommandResult(away ? CommandResult.Unreachable : result.ExitCode, result.Output, result.Error);
    }
}
