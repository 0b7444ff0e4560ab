using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A user who writes through the load balancer all the time, and remembers what was acknowledged.</summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<long> _acknowledged = new();
    private readonly ConcurrentDictionary<string, bool> _refusals = new();
    private readonly Task _loop;

    private WriteLoop(string address)
    {
        _client = new HttpClient { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromSeconds(10) };
        _loop = RunAsync();
    }

    internal static WriteLoop Start(string address) => new(address);

    /// <summary>How many writes were answered with an error, or not at all.</summary>
    internal int Refused { get; private set; }

    /// <summary>
    /// What they were answered, each once: 502 and 503 while Puma restarts on a node, 500 when Rails lacks what it needs.
    /// </summary>
    internal IReadOnlyCollection<string> Refusals => [.. _refusals.Keys];

    /// <summary>What the last of them was answered.</summary>
    internal string LastRefusal { get; private set; } = "";

    /// <summary>The longest time between two acknowledged writes.</summary>
    internal TimeSpan LongestOutage { get; private set; }

    /// <summary>Waits for some more acknowledged writes.</summary>
    internal async Task AdvancesAsync(int writes = 5)
    {
        var (wanted, end, seen) = (_acknowledged.Count + writes, new Deadline(Patience), "");
        while (_acknowledged.Count < wanted)
        {
            if (end.HasPassed)
                throw new TimeoutException(
                    $"{_acknowledged.Count} of {wanted} writes within {Patience.TotalSeconds:0} s; last seen: {seen}");
            seen = _last;
            await Task.Delay(100);
        }
    }

    /// <summary>Stops, and asks for every write that was acknowledged; returns how many there were and which are lost.</summary>
    internal async Task<(int Acknowledged, long[] Lost)> EndAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        var lost = new List<long>();
        foreach (var id in _acknowledged)
            if (!(await _client.GetAsync(new Uri($"/api/v4/lab/writes/{id}", UriKind.Relative))).IsSuccessStatusCode) lost.Add(id);
        return (_acknowledged.Count, [.. lost]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _client.Dispose();
        _stop.Dispose();
    }

    private string _last = "nothing";

    private async Task RunAsync()
    {
        var served = TimeProvider.System.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            var before = _acknowledged.Count;
            try
            {
                using var answer = await _client.PostAsJsonAsync(
                    new Uri("/api/v4/lab/writes", UriKind.Relative), new { note = "end to end" });
                _last = $"{(int)answer.StatusCode}";
                if (answer.IsSuccessStatusCode)
                    _acknowledged.Enqueue((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64());
            }
            catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or JsonException)
            {
                _last = failed.Message;
            }

            if (_acknowledged.Count == before)
            {
                (Refused, LastRefusal) = (Refused + 1, _last);
                _refusals.TryAdd(_last, true);
            }
            else
            {
                LongestOutage = TimeSpan.FromTicks(Math.Max(LongestOutage.Ticks, TimeProvider.System.GetElapsedTime(served).Ticks));
                served = TimeProvider.System.GetTimestamp();
            }

            await Task.Delay(50);
        }
    }
}
