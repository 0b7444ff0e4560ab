using System.Net.Sockets;
using System.Text;

namespace GitLabHa.Tests.Services.LoadBalancing;

/// <summary>A client of the load balancer.</summary>
internal static class Client
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Opens a connection.</summary>
    internal static async Task<TcpClient> ConnectAsync(string host, int port)
    {
        var client = new TcpClient();
        using var limit = new CancellationTokenSource(Patience);
        await client.ConnectAsync(host, port, limit.Token);
        return client;
    }

    /// <summary>Sends bytes over a connection of their own; returns what comes back first, or nothing when it is closed.</summary>
    internal static async Task<string> SayAsync(string host, int port, byte[] bytes)
    {
        using var client = await ConnectAsync(host, port);
        return await SayAsync(client, bytes);
    }

    /// <summary>The same over an open one.</summary>
    internal static async Task<string> SayAsync(TcpClient client, byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var stream = client.GetStream();
            if (bytes.Length > 0) await stream.WriteAsync(bytes, limit.Token);
            var buffer = new byte[4096];
            return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, limit.Token));
        }
        catch (IOException)
        {
            return ""; // Reset.
        }
    }

    /// <summary>Asks for a page; returns status line, headers and body.</summary>
    internal static Task<string> GetAsync(string host, string more = "", string before = "") =>
        SayAsync(host, 80, Encoding.ASCII.GetBytes(
            $"{before}GET / HTTP/1.1\r\nHost: gitlab.example.com\r\n{more}Connection: close\r\n\r\n"));
}
