using System.Runtime.InteropServices;
using GitLabHa.Remote.Applying;

namespace GitLabHa.Operations.Interaction;

/// <summary>Ctrl-C and SIGTERM: the first one lets each node's current step finish, the second one ends what runs.</summary>
public static class Interrupt
{
    private static readonly CancellationTokenSource Stop = new();
    private static readonly CancellationTokenSource Abort = new();
    private static readonly PosixSignalRegistration[] Registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    /// <summary>Cancelled by these signals.</summary>
    public static RunControl Control { get; } = new(Stop.Token, Abort.Token);

    private static void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        (Stop.IsCancellationRequested ? Abort : Stop).Cancel();
    }
}
