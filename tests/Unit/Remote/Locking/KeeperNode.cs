using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Locking;

/// <summary>A node that keeps a lock in memory, and can go away; what its scripts really do is tested on a real node.</summary>
internal sealed class KeeperNode(string name) : IConnection
{
    private const int Held = 75;

    internal string? Lock { get; set; }

    internal bool Gone { get; set; }

    public Node Node { get; } = new() { Name = name, Address = "192.0.2.1", Group = "redis", Roles = [] };

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken) => Task.FromResult(Gone
        ? new CommandResult(CommandResult.Unreachable, "", "connection refused")
        : command.Display switch
        {
            "take the lock" when Lock is null => Take(command),
            "take the lock" => new CommandResult(Held, Lock, ""),
            "give the lock back" when Lock?.Contains(command.Arguments[0], StringComparison.Ordinal) == true => Remove(),
            "give the lock back" => new CommandResult(Lock is null ? 0 : Held, "", ""),
            "read the lock" => new CommandResult(0, Lock ?? "", ""),
            _ => throw new NotSupportedException(command.Display),
        });

    public Task<CommandResult> PipeAsync(Command command, Stream? input, Stream? output, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task WriteAsync(DesiredFile file, string? beforeSha256, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Secret?> ReadSecretAsync(string path, string? sha256, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private CommandResult Take(Command command)
    {
        Lock = command.Input!.Masked;
        return new CommandResult(0, "", "");
    }

    private CommandResult Remove()
    {
        Lock = null;
        return new CommandResult(0, "", "");
    }
}
