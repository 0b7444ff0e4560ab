using GitLabHa.Core;
using GitLabHa.Remote.Locking;
using Nuke.Common;
using Serilog;

internal interface IUnlock : IHazEnvironment
{
    [Parameter("Unlock breaks the lock whoever holds it")]
    bool Force => TryGetValue<bool?>(() => Force) ?? false;

    Target Unlock => _ => _
        .Description("Says who holds the environment's lock; removes one left behind by a run that was killed, with --force any")
        .Executes(async () =>
        {
            if (await Session.Lock.HolderAsync(Session.Stop) is not { } holder)
            {
                Log.Information("{Environment} is not locked", Session.Environment.Name);
                return;
            }

            if (!Force && !EnvironmentLock.IsLeftBehind(holder))
                throw new OperatorException(
                    $"{Session.Environment.Name} is locked by {holder}.", "the lock", "When you know that this run is gone, add --force.");
            await Session.Lock.BreakAsync(Session.Stop);
            Log.Warning("Broke the lock of {Holder}", holder);
        });
}
