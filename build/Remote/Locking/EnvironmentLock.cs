using System.Text.Json;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Locking;

/// <summary>One holder per environment, kept on a node, so that it holds for everybody who can reach the environment.</summary>
public sealed class EnvironmentLock(IConnection connection, TimeProvider time)
{
    // ln refuses when the name is taken, which makes taking the lock atomic.
    private const string TakeScript = """
        mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha || exit 1
        umask 022; cat >"lock.$1" && { ln "lock.$1" lock 2>/dev/null; taken=$?; rm -f "lock.$1"; }
        [ "$taken" = 0 ] && exit 0
        [ -f lock ] && { cat lock; exit 75; }
        exit 1
        """;

    private const string RemoveScript = """cd /var/lib/gitlab-ha 2>/dev/null || exit 0; [ -f lock ] || exit 0; grep -qF "$1" lock || exit 75; rm -f lock""";

    private const int Held = 75;

    private LockHolder? _mine;

    /// <summary>Takes the lock; one left behind by a process of this machine that is gone is taken over, which is told.</summary>
    public async Task AcquireAsync(string what, Action<string> say, CancellationToken cancellationToken)
    {
        if (_mine is not null) return;
        var mine = new LockHolder(Guid.NewGuid().ToString("N"), RunningProcess.Who, RunningProcess.This, time.GetUtcNow(), what);
        if (await TakeAsync(mine, cancellationToken).ConfigureAwait(false) is { } holder)
        {
            if (!RunningProcess.IsGone(holder)) throw HeldBy(holder);
            say($"taking over the lock of {holder}: that process is gone");
            await RemoveAsync(holder.Id, cancellationToken).ConfigureAwait(false);
            if (await TakeAsync(mine, cancellationToken).ConfigureAwait(false) is { } other) throw HeldBy(other);
        }

        _mine = mine;
    }

    /// <summary>Gives the lock back, if it is ours.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_mine is not { } mine) return;
        _mine = null;
        await RemoveAsync(mine.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who holds it, or null.</summary>
    public async Task<LockHolder?> HolderAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync(Command.Shell("read the lock", "cat /var/lib/gitlab-ha/lock 2>/dev/null || true"), cancellationToken).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(result.Output) ? null : Parse(result.Output);
    }

    /// <summary>Breaks the lock, whoever holds it; returns whose it was, or null when nobody's.</summary>
    public async Task<LockHolder?> BreakAsync(CancellationToken cancellationToken)
    {
        var holder = await HolderAsync(cancellationToken).ConfigureAwait(false);
        if (holder is not null) await RemoveAsync(holder.Id, cancellationToken).ConfigureAwait(false);
        return holder;
    }

    private async Task<LockHolder?> TakeAsync(LockHolder mine, CancellationToken cancellationToken)
    {
        var command = Command.Shell("take the lock", TakeScript, mine.Id) with { Input = SecretText.Plain(JsonSerializer.Serialize(mine) + "\n") };
        var result = await RunAsync(command, cancellationToken, Held).ConfigureAwait(false);
        return result.ExitCode == Held ? Parse(result.Output) : null;
    }

    private Task<CommandResult> RemoveAsync(string id, CancellationToken cancellationToken) =>
        RunAsync(Command.Shell("give the lock back", RemoveScript, id), cancellationToken, Held);

    private async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken, int alsoGood = 0)
    {
        var result = await connection.RunAsync(command, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded || result.ExitCode == alsoGood) return result;
        throw new OperatorException(
            $"Could not {command.Display}: {result.Error.Trim()}", $"{connection.Node.Name}: /var/lib/gitlab-ha/lock", "See that this node is reachable and has disk space.");
    }

    private LockHolder Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<LockHolder>(json) ?? throw new JsonException("empty");
        }
        catch (JsonException problem)
        {
            throw new OperatorException(
                $"The lock is there but cannot be read: {problem.Message}", $"{connection.Node.Name}: /var/lib/gitlab-ha/lock", "Look at the file; when nobody is working, remove it.");
        }
    }

    private OperatorException HeldBy(LockHolder holder) => new(
        $"The environment is locked by {holder}.",
        $"{connection.Node.Name}: /var/lib/gitlab-ha/lock",
        "Wait for that run to end. If you know that it is gone: ./build.sh Unlock --env … --force");
}
