using System.Runtime.InteropServices;

namespace Nuke.Common.Execution;

/// <summary>
/// Turns the first Ctrl-C or SIGTERM into a request, so that the running target can end well; the second one ends the process.
/// </summary>
internal sealed class CancelSignal : IDisposable
{
    private readonly Action<string> announce;
    private readonly PosixSignalRegistration[] registrations;

    public CancelSignal(Action<string> announce)
    {
        this.announce = announce;
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>The exit code a shell expects after the signal, or nothing as long as there was none.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }

    internal void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        var code = context.Signal == PosixSignal.SIGINT ? 130 : 143;
        if (ExitCode is not null) Environment.Exit(code);
        ExitCode = code;
        announce($"{context.Signal}: the running target finishes, and no other one starts. A second signal ends the process at once.");
    }
}
