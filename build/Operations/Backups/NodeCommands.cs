using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Operations.Backups;

/// <summary>Runs the commands of a backup on nodes, and refuses to go on when one fails.</summary>
internal sealed class NodeCommands(SiteAccess site)
{
    private const int ShownLines = 8;

    /// <summary>Runs a command and returns what it printed.</summary>
    public async Task<string> RunAsync(Node node, Command command, CancellationToken cancellationToken) =>
        Require(node, command, await TimedAsync(node, command, x => x.RunAsync(command, cancellationToken)).ConfigureAwait(false)).Output;

    /// <summary>Runs a command on several nodes at once, reported as one step.</summary>
    public async Task RunAsync(IReadOnlyCollection<Node> nodes, Command command, CancellationToken cancellationToken)
    {
        if (nodes.Count == 0) return;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(nodes.Select(x => RunAsync(x, command, cancellationToken))).ConfigureAwait(false);
        site.Log($"{string.Join(", ", nodes)}: {command.Display} ({watch.Elapsed.TotalSeconds:0.0} s)");
    }

    /// <summary>Takes what a command prints, of any length.</summary>
    public async Task ReadAsync(Node node, Command command, Stream output, CancellationToken cancellationToken) =>
        Require(node, command,
            await TimedAsync(node, command, x => x.PipeAsync(command, null, output, cancellationToken)).ConfigureAwait(false));

    /// <summary>Gives a command what it reads, of any length.</summary>
    public async Task<string> WriteAsync(Node node, Command command, Stream input, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        Require(node, command,
            await TimedAsync(node, command, x => x.PipeAsync(command, input, output, cancellationToken)).ConfigureAwait(false));
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Runs gitlab-backup; fails when it says that anything failed, whatever its exit code is.</summary>
    public async Task<int> GitLabBackupAsync(Node node, Command command, CancellationToken cancellationToken)
    {
        site.Log($"{node}: {command.Display} …");
        var watch = Stopwatch.StartNew();
        var log = new GitLabBackupLog();
        CommandResult result;
        await using (var lines = new LineStream(log.Read))
            result = await TimedAsync(node, command, x => x.PipeAsync(command, null, lines, cancellationToken)).ConfigureAwait(false);
        if (result.ExitCode is CommandResult.TimedOut or CommandResult.Unreachable) Require(node, command, result);
        if (!result.Succeeded || log.Failures.Count > 0)
            throw Failed(node, command, log.Failures.Count > 0 ? log.Failures : [.. log.Last], $"{command.Display} failed");
        site.Log($"{node}: {command.Display}: {log.Repositories} repositories ({watch.Elapsed.TotalSeconds:0.0} s)");
        return log.Repositories;
    }

    private async Task<CommandResult> TimedAsync(Node node, Command command, Func<IConnection, Task<CommandResult>> run)
    {
        var from = site.Time.GetTimestamp();
        var result = await run(site.Connect(node)).ConfigureAwait(false);
        site.Events.CommandFinished(node, "Backups", command.Display, site.Time.GetElapsedTime(from));
        return result;
    }

    private CommandResult Require(Node node, Command command, CommandResult result) => result.Succeeded ? result : throw Failed(
        node,
        command,
        [.. (result.Output + "\n" + result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(ShownLines)],
        result.ExitCode == CommandResult.Unreachable
            ? $"{node} cannot be reached"
            : $"{command.Display} failed with exit code {result.ExitCode}");

    private OperatorException Failed(Node node, Command command, IEnumerable<string> lines, string problem) => new(
        problem,
        node.Name + string.Concat(lines.Take(ShownLines).Select(x => "\n    | " + site.Mask.Mask(x.TrimEnd()))),
        "Fix what it names and rerun the command.");
}
