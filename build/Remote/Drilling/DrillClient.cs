using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Drilling;

/// <summary>A client of the site, running on its node.</summary>
public sealed class DrillClient : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(60);
    private const int Enough = 10;

    private readonly SiteAccess _site;
    private readonly IConnection _connection;
    private readonly string _folder = $"/run/gitlab-ha-drill-{Guid.NewGuid():N}";
    private readonly MemoryStream _output = new();
    private readonly Task<CommandResult> _run;
    private TimeSpan _ahead;

    private DrillClient(SiteAccess site, Node node, Func<string, Command> script)
    {
        _site = site;
        _connection = site.Connect(node);
        // Of any length: what it saw of hours is kept whole.
        _run = _connection.PipeAsync(script(_folder), null, _output, CancellationToken.None);
    }

    /// <summary>Starts the client that works in the folder it is given, and waits until it is served.</summary>
    public static async Task<DrillClient> StartAsync(
        SiteAccess site, Node node, Func<string, Command> script, CancellationToken cancellationToken)
    {
        var client = new DrillClient(site, node, script);
        try
        {
            await client.AwaitServedAsync(DateTimeOffset.MinValue, Enough, StartDeadline, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether it was served since a moment.</summary>
    public async Task<bool> ServedSinceAsync(DateTimeOffset moment, CancellationToken cancellationToken) =>
        (await LookAsync(cancellationToken).ConfigureAwait(false)).Samples.Any(x => x.Acknowledged && x.At > moment);

    /// <summary>Stops it and returns all it saw.</summary>
    public async Task<ClientLog> EndAsync(CancellationToken cancellationToken)
    {
        await _connection.RunAsync(ClientScript.Stop(_folder), cancellationToken).ConfigureAwait(false);
        var result = await _run.WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Succeeded ? ClientLog.Parse(_site.Mask.Mask(Output), _ahead) : throw Failed(Words(result));
    }

    /// <summary>Stops it, when it runs still.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_run.IsCompleted) return;
        await _connection.RunAsync(ClientScript.Stop(_folder), CancellationToken.None).ConfigureAwait(false);
        // What it wrote is gone from the site only when it has ended.
        await Task.WhenAny(_run, Task.Delay(EndDeadline, _site.Time)).ConfigureAwait(false);
    }

    private async Task AwaitServedAsync(DateTimeOffset since, int count, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var start = _site.Time.GetTimestamp();
        while (true)
        {
            var log = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (log.Samples.Count(x => x.Acknowledged && x.At > since) >= count) return;
            if (_run.IsCompleted) throw Failed(Words(await _run.ConfigureAwait(false)));
            if (_site.Time.GetElapsedTime(start) > deadline)
                throw Failed(
                    $"it is not served within {deadline.TotalSeconds:0} s; last seen: "
                        + $"{_site.Mask.Mask(log.Samples.LastOrDefault()?.Why ?? "nothing")}");
            await Task.Delay(TimeSpan.FromMilliseconds(300), _site.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // The node's clock is read in the middle of the question, as far as anybody can tell.
    private async Task<ClientLog> LookAsync(CancellationToken cancellationToken)
    {
        var asked = _site.Time.GetUtcNow();
        var result = await _connection.RunAsync(ClientScript.Look(_folder), cancellationToken).ConfigureAwait(false);
        var middle = asked + ((_site.Time.GetUtcNow() - asked) / 2);
        if (long.TryParse(result.Output.Split('\n')[0], out var clock)) _ahead = DateTimeOffset.FromUnixTimeMilliseconds(clock) - middle;
        return ClientLog.Parse(result.Output, _ahead);
    }

    private string Output => Encoding.UTF8.GetString(_output.ToArray());

    private string Words(CommandResult result) =>
        _site.Mask.Mask(string.Join(" / ", $"{Output}\n{result.Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3)));

    private OperatorException Failed(string why) => new(
        $"The client cannot work: {why}", _connection.Node.Name,
        "See that this node is healthy: ./build.sh Verify --env …; then rerun the command.");
}
