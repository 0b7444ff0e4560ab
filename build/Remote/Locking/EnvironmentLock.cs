using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Locking;

/// <summary>
/// One holder per environment, for everybody who can reach it. The first three nodes keep the lock and more than half of them must
/// grant it, so that the loss of one neither stops the work nor lets two at it. An environment with fewer nodes keeps it on its first.
/// </summary>
public sealed class EnvironmentLock
{
    private readonly ImmutableArray<NodeLock> _keepers;
    private readonly TimeProvider _time;
    private LockHolder? _mine;

    /// <summary>A lock kept on the first of these nodes; everybody must give them in the same order.</summary>
    public EnvironmentLock(IReadOnlyCollection<IConnection> nodes, TimeProvider time)
    {
        _keepers = [.. KeepersAmong(nodes).Select(x => new NodeLock(x))];
        _time = time;
    }

    /// <summary>The nodes that keep what the whole environment must know.</summary>
    internal static ImmutableArray<IConnection> KeepersAmong(IReadOnlyCollection<IConnection> nodes) =>
        [.. nodes.Take(nodes.Count < 3 ? 1 : 3)];

    /// <summary>Takes the lock; one left behind by a process of this machine that is gone is taken over, which is told.</summary>
    public async Task AcquireAsync(string what, Action<string> log, CancellationToken cancellationToken)
    {
        if (_mine is not null) return;
        _mine = new LockHolder(
            Guid.NewGuid().ToString("N"), RunningProcess.Who, RunningProcess.Machine, RunningProcess.This, _time.GetUtcNow(), what);
        try
        {
            LockHolder? gone = null;
            foreach (var keeper in _keepers)
            {
                // One after the other and always in this order: of two at once, the second is refused where the first one already is.
                if (await keeper.TakeAsync(_mine, cancellationToken).ConfigureAwait(false) is not { } holder) continue;
                if (!RunningProcess.IsGone(holder)) throw HeldBy(holder, keeper);
                if (holder.Id != gone?.Id) log($"taking over the lock of {holder}: that process is gone");
                gone = holder;
                await keeper.RemoveAsync(holder.Id, cancellationToken).ConfigureAwait(false);
                if (await keeper.TakeAsync(_mine, cancellationToken).ConfigureAwait(false) is { } other) throw HeldBy(other, keeper);
            }

            Tell(log);
        }
        catch (Exception)
        {
            await ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the lock back, if it is ours.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_mine is not { } mine) return;
        _mine = null;
        foreach (var keeper in _keepers) await keeper.RemoveAsync(mine.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the process that took the lock is known to be gone; processes of another machine cannot be seen from here.
    /// </summary>
    public static bool IsLeftBehind(LockHolder holder) => RunningProcess.IsGone(holder);

    /// <summary>Who holds it, or null.</summary>
    public async Task<LockHolder?> HolderAsync(CancellationToken cancellationToken) =>
        (await HoldersAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Breaks the lock, whoever holds it; returns the holder, or null when there was none.</summary>
    public async Task<LockHolder?> BreakAsync(CancellationToken cancellationToken)
    {
        var holders = await HoldersAsync(cancellationToken).ConfigureAwait(false);
        foreach (var keeper in _keepers)
            foreach (var holder in holders) await keeper.RemoveAsync(holder.Id, cancellationToken).ConfigureAwait(false);
        return holders.FirstOrDefault();
    }

    private async Task<ImmutableArray<LockHolder>> HoldersAsync(CancellationToken cancellationToken)
    {
        var holders = await Task.WhenAll(_keepers.Select(x => x.HolderAsync(cancellationToken))).ConfigureAwait(false);
        RefuseMinority();
        return [.. holders.OfType<LockHolder>().DistinctBy(x => x.Id)];
    }

    private void Tell(Action<string> log)
    {
        RefuseMinority();
        foreach (var keeper in _keepers)
            if (keeper.Unreachable is { } why) log($"the lock is taken without {why}");
    }

    private void RefuseMinority()
    {
        var missing = _keepers.Where(x => x.Unreachable is not null).ToArray();
        if (missing.Length * 2 < _keepers.Length) return;
        throw new OperatorException(
            $"{missing.Length} of the {_keepers.Length} nodes that keep the environment's lock do not answer: "
                + $"{string.Join("; ", missing.Select(x => x.Unreachable))}",
            string.Join(", ", missing.Select(x => x.Place)),
            "Bring one of these nodes back: without more than half of them it is unknown whether another run is at work.");
    }

    private static OperatorException HeldBy(LockHolder holder, NodeLock keeper) => new(
        $"The environment is locked by {holder}.",
        keeper.Place,
        "Wait for that run to end. If you know that it is gone: ./build.sh Unlock --env … --force");
}
