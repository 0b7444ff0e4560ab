using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote;

/// <summary>A node that answers commands, of which writing a file is one, and prints bytes of any length.</summary>
internal sealed class FakeNode(Node node, Func<Command, CommandResult> answer, Func<Command, byte[]>? output = null) : IConnection
{
    public Node Node => node;

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken) => Task.FromResult(answer(command));

    public async Task<CommandResult> PipeAsync(Command command, Stream? input, Stream? into, CancellationToken cancellationToken)
    {
        var bytes = output?.Invoke(command) ?? throw new NotSupportedException();
        if (into is not null) await into.WriteAsync(bytes, cancellationToken);
        return answer(command);
    }

    public Task WriteAsync(DesiredFile file, string? beforeSha256, CancellationToken cancellationToken) =>
        AtomicWrite.Failure(answer(AtomicWrite.Command(file, beforeSha256)), file, node) is { } failure
            ? Task.FromException(failure)
            : Task.CompletedTask;

    public async Task<Secret?> ReadSecretAsync(string path, string? sha256, CancellationToken cancellationToken) =>
        SecretRead.Interpret(await RunAsync(SecretRead.Command(path), cancellationToken), path, sha256, node);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
