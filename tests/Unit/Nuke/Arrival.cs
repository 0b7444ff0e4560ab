using System.Runtime.InteropServices;

namespace GitLabHa.Tests.Unit.Nuke;

/// <summary>Tells that SIGTERM came, and keeps it from ending this process.</summary>
internal sealed class Arrival : IDisposable
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _registration;

    public Arrival() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        _arrived.TrySetResult();
    });

    public Task Task => _arrived.Task;

    public void Dispose() => _registration.Dispose();
}
