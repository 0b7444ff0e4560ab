using System.Text.Json;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Locking;

/// <summary>The lock's file on one of the nodes that keep it.</summary>
internal sealed class NodeLock(IConnection connection)
{
    // One after the other: of two runs that both find the holder gone, the slower one would else remove what the other one has just
    // taken, or find nothing where it was refused.
    private const string Turn = """
        exec 9<. && flock -w 10 9 || { echo "no turn at the lock within 10 s" >&2; exit 1; }

        """;

    private const string TakeScript = """
        mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha || exit 1

        """ + Turn + """
        [ ! -e lock ] || { cat lock; exit 75; }
        umask 022
        cat >"lock.$1" && mv "lock.$1" lock || { rm -f "lock.$1"; exit 1; }
        """;

    private const string RemoveScript = """
        cd /var/lib/gitlab-ha 2>/dev/null || exit 0

        """ + Turn + """
        [ -e lock ] || exit 0
        grep -qF "$1" lock || exit 75
        rm -f lock
        """;

    private const int Held = 75;

    private static readonly JsonSerializerOptions Strict = new() { RespectRequiredConstructorParameters = true };

    /// <summary>Where it is, for messages.</summary>
    internal string Place => $"{connection.Node.Name}: /var/lib/gitlab-ha/lock";

    /// <summary>Why the node could not be asked the last time; null when it answered.</summary>
    internal string? Unreachable { get; private set; }

    /// <summary>Takes it; returns who holds it instead, or null when it is taken or the node is unreachable.</summary>
    internal async Task<LockHolder?> TakeAsync(LockHolder mine, CancellationToken cancellationToken)
    {
        var command = Command.Shell(
            "take the lock", TakeScript, mine.Id) with
        { Input = SecretText.Plain(JsonSerializer.Serialize(mine) + "\n") };
        var result = await RunAsync(command, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == Held ? Parse(result.Output) : null;
    }

    /// <summary>Removes it when it is that run's.</summary>
    internal Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        RunAsync(Command.Shell("give the lock back", RemoveScript, id), cancellationToken);

    /// <summary>Who holds it, or null.</summary>
    internal async Task<LockHolder?> HolderAsync(CancellationToken cancellationToken)
    {
        var result = await RunAsync(
            Command.Shell("read the lock", "cat /var/lib/gitlab-ha/lock 2>/dev/null || true"), cancellationToken).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(result.Output) ? null : Parse(result.Output);
    }

    private async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken)
    {
        var result = await connection.RunAsync(command, cancellationToken).ConfigureAwait(false);
        Unreachable = result.ExitCode == CommandResult.Unreachable ? $"{connection.Node.Name}: {result.Error.Trim()}" : null;
        if (result.Succeeded || result.ExitCode == Held || Unreachable is not null) return result;
        throw new OperatorException(
            $"Could not {command.Display}: {result.Error.Trim()}", Place, "See that this node has disk space and a writable /var/lib.");
    }

    private LockHolder Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<LockHolder>(json, Strict) ?? throw new JsonException("empty");
        }
        catch (JsonException problem)
        {
            throw new OperatorException(
                $"The lock is there but cannot be read: {problem.Message}", Place, "Look at the file; when no run is at work, remove it.");
        }
    }
}
