using GitLabHa.Core.Model;
using Renci.SshNet;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>Opens a connection to a node, through its jump hosts, with pinned host keys all the way.</summary>
internal sealed class SshNetOpening(SshTarget target, KnownHosts knownHosts)
{
    // The default exchange (sntrup761) costs 70 ms of CPU for each connection, this one 21.
    private static readonly string[] FastKeyExchange = ["curve25519-sha256", "curve25519-sha256@libssh.org"];

    // Beyond the time to connect, as for the ssh program.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly List<IDisposable> _way = [];

    /// <summary>A session, or a <see cref="SshFailureException"/>. What the node leaves unanswered is given up.</summary>
    public static async Task<SshNetSession> OpenAsync(SshTarget target, CancellationToken cancellationToken)
    {
        target.RequirePins();
        var known = await KnownHosts.ReadAsync([target.KnownHosts, target.SharedKnownHosts], cancellationToken);
        var opening = OwnThread.RunAsync(() => new SshNetOpening(target, known).Open());
        try
        {
            // SSH.NET limits each phase and not the whole.
            return await opening.WaitAsync(TimeSpan.FromSeconds(target.Settings.ConnectTimeoutSeconds) + Limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SshFailureException(SshFailure.NoAnswer);
        }
        finally
        {
            if (!opening.IsCompleted) _ = DropAsync(opening);
        }
    }

    // Its caller has given up.
    private static async Task DropAsync(Task<SshNetSession> opening)
    {
        try
        {
            (await opening).Dispose();
        }
        catch (SshFailureException)
        {
        }
    }

    private SshNetSession Open()
    {
        try
        {
            var keys = Identities.Of(target.Settings);
            var stops = Stops().ToArray();
            ForwardedPortLocal? port = null;
            foreach (var (stop, next) in stops.Zip(stops.Skip(1)))
                port = Forward(Connect(stop, port, keys), next);
            return new SshNetSession(Connect(stops[^1], port, keys), _way);
        }
        catch
        {
            SshNetSession.Close(_way);
            throw;
        }
    }

    private IEnumerable<Stop> Stops()
    {
        var user = target.Settings.User ?? Environment.UserName;
        var hops = target.Settings.ProxyJump is { } jump && JumpHost.Parse(jump) is { } parsed ? parsed : [];
        foreach (var hop in hops)
            yield return new Stop(hop.Host, hop.Port ?? SshTarget.DefaultPort, hop.User ?? user, $"jump host {hop.Host}: ");
        yield return new Stop(target.Host, target.Settings.Port ?? SshTarget.DefaultPort, user, "");
    }

    private ForwardedPortLocal Forward(SshClient client, Stop next)
    {
        var port = new ForwardedPortLocal("127.0.0.1", 0, next.Host, (uint)next.Port);
        client.AddForwardedPort(port);
        _way.InsertRange(0, [port, client]);
        port.Start();
        return port;
    }

    private SshClient Connect(Stop stop, ForwardedPortLocal? port, IReadOnlyList<IPrivateKeySource> keys)
    {
        var pins = knownHosts.Of(stop.Host, stop.Port);
        var info = InfoOf(stop, port, keys);
        Offer(info, pins, stop);
        var client = new SshClient(info);
        SshFailure? refused = null;
        var answered = false;
        client.ServerIdentificationReceived += (_, _) =>
        {
            answered = true;
            // The time to connect is over; a busy node may take longer to exchange keys and to let us in.
            info.Timeout = Limit;
        };
        client.HostKeyReceived += (_, e) => e.CanTrust = (refused = pins.Judge(e.HostKey)) is null;
        try
        {
            client.Connect();
            // From here on it would limit how long a command may leave its input unread; the session's own watch does the rest.
            info.Timeout = Timeout.InfiniteTimeSpan;
            return client;
        }
        catch (Exception e)
        {
            SshNetSession.Close([client]);
            // Of a node that it does not reach, the jump host gives no reason, and the local end of the forwarded port is closed.
            var failure = SshNetFailure.Of(e);
            if (port is not null && !answered && failure == SshFailure.Closed) failure = Unreached;
            throw new SshFailureException(Failure(stop, refused ?? failure));
        }
    }

    private ConnectionInfo InfoOf(Stop stop, ForwardedPortLocal? port, IReadOnlyList<IPrivateKeySource> keys)
    {
        var (host, number) = port is null ? (stop.Host, stop.Port) : (port.BoundHost, (int)port.BoundPort);
        return new ConnectionInfo(host, number, stop.User, new PrivateKeyAuthenticationMethod(stop.User, [.. keys]))
        {
            Timeout = TimeSpan.FromSeconds(target.Settings.ConnectTimeoutSeconds),
        };
    }

    // A right host that shows a key of a type that is not pinned would be refused.
    private static void Offer(ConnectionInfo info, HostPins pins, Stop stop)
    {
        foreach (var name in info.HostKeyAlgorithms.Keys.Where(x => KeyTypeOf(x) is not { } type || !pins.HasType(type)).ToArray())
            info.HostKeyAlgorithms.Remove(name);
        if (info.HostKeyAlgorithms.Count == 0)
            throw new SshFailureException(
                Failure(stop, pins is { HasAuthority: true, Keys: [] } ? CertificatesAlone : SshFailure.KeyNotPinned));
        for (var i = 0; i < FastKeyExchange.Length; i++)
            if (info.KeyExchangeAlgorithms.ContainsKey(FastKeyExchange[i])) info.KeyExchangeAlgorithms.SetPosition(FastKeyExchange[i], i);
    }

    // Null: SHA-1, which the name ssh-rsa means here. Certificates have types of their own, which no plain line of known_hosts has.
    private static string? KeyTypeOf(string algorithm) => algorithm switch
    {
        "ssh-rsa" or "ssh-dss" => null,
        "rsa-sha2-256" or "rsa-sha2-512" => "ssh-rsa",
        _ => algorithm,
    };

    private static readonly SshFailure CertificatesAlone = new(
        "known_hosts has only a @cert-authority line for it, and kind: sshnet judges no host certificates",
        "pin its host key too, or set connection.kind to openssh");

    private static readonly SshFailure Unreached = new(
        "the jump host does not reach it",
        "check the node's address and port, that its sshd runs, and AllowTcpForwarding in the jump host's sshd_config");

    private static SshFailure Failure(Stop stop, SshFailure failure) => failure with { Reason = stop.Prefix + failure.Reason };

    private sealed record Stop(string Host, int Port, string User, string Prefix);
}
