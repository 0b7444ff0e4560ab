using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>A TCP proxy on the loopback: whatever goes either way arrives later, in its order, as over a long line.</summary>
internal sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private readonly TimeSpan _delay;
    private long _carried;

    internal DelayingProxy(string host, int port, TimeSpan delay)
    {
        _delay = delay;
        _listener.Start();
        _accepting = AcceptAsync(host, port);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many bytes went through it.</summary>
    internal long Carried => Interlocked.Read(ref _carried);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(string host, int port)
    {
        var served = new List<Task>();
        try
        {
            while (true) served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), host, port));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client, string host, int port)
    {
        using var node = new TcpClient();
        using (client)
        {
            try
            {
                await node.ConnectAsync(host, port, _end.Token);
                await Task.WhenAll(CarryAsync(client.Client, node.Client), CarryAsync(node.Client, client.Client));
            }
            catch (Exception closed) when (closed is SocketException or OperationCanceledException)
            {
                // Whoever is left sees that the line is gone.
            }
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var line = Channel.CreateUnbounded<(long Sent, byte[] Bytes)>();
        var sending = SendAsync(line.Reader, to);
        var buffer = new byte[65_536];
        int count;
        while ((count = await from.ReceiveAsync(buffer, _end.Token)) > 0)
            line.Writer.TryWrite((TimeProvider.System.GetTimestamp(), buffer[..count]));
        line.Writer.Complete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(long Sent, byte[] Bytes)> line, Socket to)
    {
        await foreach (var (sent, bytes) in line.ReadAllAsync(_end.Token))
        {
            if (_delay - TimeProvider.System.GetElapsedTime(sent) is { Ticks: > 0 } left) await Task.Delay(left, _end.Token);
            await to.SendAsync(bytes, _end.Token);
            Interlocked.Add(ref _carried, bytes.Length);
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
