using System.Net.Sockets;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Connections.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace GitLabHa.Tests.Unit.Remote.Connections;

public sealed class SshNetFailureTests
{
    public static TheoryData<Exception, string> Exceptions => new()
    {
        { new SocketException((int)SocketError.ConnectionRefused), "connection refused: nothing listens on the ssh port" },
        { new SocketException((int)SocketError.HostNotFound), "its name cannot be resolved" },
        { new SocketException((int)SocketError.TryAgain), "its name cannot be resolved" },
        { new SocketException((int)SocketError.TimedOut), "it did not answer in time" },
        { new SocketException((int)SocketError.HostUnreachable), "no route to host" },
        { new SocketException((int)SocketError.NetworkUnreachable), "the network is unreachable" },
        { new SocketException((int)SocketError.ConnectionReset), "it closed the connection" },
        { new SshConnectionException("aborted", new SocketException((int)SocketError.NetworkUnreachable)), "the network is unreachable" },
        { new SshOperationTimeoutException("Socket read operation has timed out."), "it did not answer in time" },
        { new SshAuthenticationException("Permission denied."), "permission denied: it accepts none of our keys for this user" },
        { Negotiation("No matching host key algorithm (server offers ssh-rsa)"), "it offers no host key of the type that is pinned" },
        { Negotiation("No matching client encryption algorithm"), "No matching client encryption algorithm" },
        { new SshConnectionException("Too many authentication failures", DisconnectReason.ProtocolError), "too many keys were tried" },
        { new SshConnectionException("Client not connected."), "it closed the connection" },
        { new ObjectDisposedException("client"), "it closed the connection" },
        { new SshFailureException(SshFailure.KeyRevoked), "its host key is revoked" },
        { new SshException("something never seen before"), "something never seen before" },
    };

    private static SshConnectionException Negotiation(string message) => new(message, DisconnectReason.KeyExchangeFailed);

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void An_exception_becomes_the_reason_that_ssh_would_have_given(Exception exception, string reason)
    {
        var failure = SshNetFailure.Of(exception);

        failure.Reason.ShouldBe(reason);
        failure.Fix.ShouldNotBeEmpty();
    }
}
