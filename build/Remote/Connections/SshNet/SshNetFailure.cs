using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>SSH.NET's exceptions as failures, by their types.</summary>
internal static class SshNetFailure
{
    public static SshFailure Of(Exception exception) => exception switch
    {
        SshFailureException known => known.Failure,
        SocketException socket => OfSocket(socket),
        SshOperationTimeoutException => SshFailure.NoAnswer,
        SshAuthenticationException => SshFailure.Denied,
        SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } negotiation => OfNegotiation(negotiation),
        SshConnectionException { InnerException: SocketException socket } => OfSocket(socket),
        SshConnectionException lost when lost.Message.Contains("Too many auth", StringComparison.Ordinal) => SshFailure.TooManyKeys,
        SshConnectionException or ObjectDisposedException or IOException => SshFailure.Closed,
        _ => new(exception.Message, "run ssh -v to this node by hand"),
    };

    private static SshFailure OfSocket(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => SshFailure.UnknownName,
        SocketError.ConnectionRefused => SshFailure.Refused,
        SocketError.TimedOut => SshFailure.NoAnswer,
        SocketError.HostUnreachable => SshFailure.NoRoute,
        SocketError.NetworkUnreachable => SshFailure.NoNetwork,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => SshFailure.Closed,
        _ => new(socket.Message, "run ssh -v to this node by hand"),
    };

    // "No matching host key algorithm (server offers ...)"; of other algorithms the message says which.
    private static SshFailure OfNegotiation(SshConnectionException negotiation) =>
        negotiation.Message.Contains("host key", StringComparison.OrdinalIgnoreCase)
            ? SshFailure.OtherKeyType
            : new(negotiation.Message, "let its sshd offer algorithms of the last ten years (KexAlgorithms, Ciphers, MACs in sshd_config)");
}
