using System.Buffers.Binary;
using System.IO.Pipes;
using System.Net.Sockets;
using Renci.SshNet.Common;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>
/// The operator's ssh-agent. Source: https://datatracker.ietf.org/doc/html/draft-miller-ssh-agent
/// </summary>
internal sealed class SshAgent(string address)
{
    private const byte ListRequest = 11;
    private const byte ListAnswer = 12;
    private const byte SignRequest = 13;
    private const byte SignAnswer = 14;

    // Longer than any answer is; a person may have to confirm a signature.
    private const int LongestAnswer = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The agent that the environment names; on Windows, the one of its service.</summary>
    public static SshAgent? Find() =>
        Environment.GetEnvironmentVariable("SSH_AUTH_SOCK") is { Length: > 0 } socket ? new(socket)
        : OperatingSystem.IsWindows() ? new(@"\\.\pipe\openssh-ssh-agent") : null;

    /// <summary>The keys it holds; none when it does not answer.</summary>
    public IReadOnlyList<AgentKey> Keys()
    {
        try
        {
            return Listed(Ask([ListRequest], ListAnswer));
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or SshException or InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>A signature of the data with the key, as it goes to the node.</summary>
    public byte[] Sign(byte[] publicKey, byte[] data, uint flags)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, flags);
        try
        {
            return new WireReader(Ask([SignRequest, .. Text(publicKey), .. Text(data), .. number], SignAnswer)).Text().ToArray();
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or InvalidDataException)
        {
            throw new SshAuthenticationException($"the ssh-agent did not sign: {e.Message}", e);
        }
    }

    private List<AgentKey> Listed(byte[] answer)
    {
        var reader = new WireReader(answer);
        var keys = new List<AgentKey>();
        for (var count = reader.Number(); count > 0; count--)
        {
            keys.Add(new AgentKey(this, reader.Text().ToArray()));
            reader.Text();
        }

        return keys;
    }

    private byte[] Ask(byte[] request, byte expected)
    {
        using var stream = Open();
        stream.Write([.. Text(request)]);
        var length = new byte[4];
        stream.ReadExactly(length);
        var answer = new byte[Math.Min(LongestAnswer, BinaryPrimitives.ReadUInt32BigEndian(length))];
        stream.ReadExactly(answer);
        if (answer.Length == 0 || answer[0] != expected) throw new SshAuthenticationException("the ssh-agent refused");
        return answer[1..];
    }

    private Stream Open()
    {
        const string pipes = @"\\.\pipe\";
        if (address.StartsWith(pipes, StringComparison.Ordinal))
        {
            var pipe = new NamedPipeClientStream(address[pipes.Length..]);
            pipe.Connect(TimeSpan.FromSeconds(2));
            return pipe;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Text(byte[] bytes)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
        return [.. length, .. bytes];
    }
}
