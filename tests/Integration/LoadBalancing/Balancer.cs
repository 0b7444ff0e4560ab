using GitLabHa.Remote.Processes;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.LoadBalancing;

/// <summary>The HAProxy that runs our rendered file, asked and told over its own socket.</summary>
internal sealed class Balancer(Deployment lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A server as HAProxy has it, from <c>show stat</c>'s columns.</summary>
    internal async Task<Server> ServerAsync(string backend, string server)
    {
        var rows = (await lab.Machines.RunAsync("lb-1", "curl -s -m 5 'http://127.0.0.1:8404/stats;csv'")).Split('\n').Select(x => x.Split(',')).ToArray();
        var names = rows[0].Select(x => x.TrimStart('#', ' ')).ToArray();
        var row = rows.Single(x => x.Length > 2 && x[0] == backend && x[1] == server);
        string Of(string name) => row[Array.IndexOf(names, name)];
        int Count(string name) => int.Parse(Of(name), System.Globalization.CultureInfo.InvariantCulture);
        return new Server(Of("status"), Count("scur"), Count("stot"), Count("wretr"), Count("wredis"));
    }

    /// <summary>Tells HAProxy over its admin socket.</summary>
    internal Task<string> TellAsync(string command) => lab.Machines.RunAsync("lb-1", $"""
        perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new("/run/haproxy.sock") or die "no socket: $!"; print $s "{command}\n"; print <$s>'
        """);

    /// <summary>Waits until a server is in that state; fails with the state it last had.</summary>
    internal async Task BecomesAsync(string backend, string server, string state)
    {
        var end = new Deadline(Patience);
        while (true)
        {
            var seen = (await ServerAsync(backend, server)).State;
            if (seen == state) return;
            if (end.HasPassed) throw new TimeoutException($"{backend}/{server} is not {state} within {Patience.TotalSeconds:0} s; last seen: {seen}");
            await Task.Delay(300);
        }
    }

    /// <summary>Opens pages of GitLab through it, each over a connection of its own; returns the answers' codes.</summary>
    internal async Task<string[]> PagesAsync(int count, string path = "/-/health") =>
        (await lab.Machines.RunAsync("lb-1", $"for i in $(seq {count}); do curl -s -o /dev/null -m 10 -w '%{{http_code}}\\n' http://172.31.244.51{path}; done"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// State, e.g. UP, DOWN or DRAIN; sessions it has and ever had; connections tried again on it, and sent to another one.
    /// </summary>
    internal sealed record Server(string State, int Now, int Ever, int TriedAgain, int SentElsewhere);
}
