using System.Collections.Immutable;
using System.Net;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.LoadBalancer;
using GitLabHa.Core.Checks.Postgres;
using GitLabHa.Core.Checks.Redis;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>Asks those who are not struck what they notice, and who leads now.</summary>
/// <param name="Probes">The question, for each observer.</param>
/// <param name="Read">What one observer's answer says.</param>
public sealed record Watch(ImmutableArray<Probe> Probes, Func<string, Sighting> Read)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The watch of a scenario.</summary>
    public static Watch Of(Scenario scenario, Cast cast) => scenario.Victim switch
    {
        _ when scenario.Expects == Expectation.GoesOn => new(
            Ask(cast.Observers, _ => Http.Get("http://127.0.0.1:8404/stats;csv")), x => Backends(x, cast.Victims)),
        Victim.RedisMaster or Victim.RedisMajority => new(Ask(cast.Observers, Sentinel), ReadSentinel),
        Victim.PostgresLeader => new(Ask(cast.Observers, PatroniAsk.Cluster), ReadPatroni),
        _ => Consul(cast.Observers),
    };

    /// <summary>Who leads Consul.</summary>
    public static Watch Consul(IEnumerable<Node> servers) =>
        new(Ask(servers, _ => Http.Get($"http://127.0.0.1:{Ports.ConsulHttp}/v1/status/leader")), ReadConsul);

    /// <summary>Puts the answers of all observers together.</summary>
    public Sighting Interpret(IEnumerable<(Node Node, string Output)> answers)
    {
        var sightings = answers.Select(x => (x.Node, Sighting: Read(x.Output))).ToArray();
        var leaders = sightings.Select(x => x.Sighting.Leader).Distinct().ToArray();
        var noticed = sightings.Where(x => x.Sighting.Noticed is not null).Select(x => $"{x.Node.Name}: {x.Sighting.Noticed}").FirstOrDefault();
        return new Sighting(noticed, leaders is [{ } leader] ? leader : null);
    }

    private static ImmutableArray<Probe> Ask(IEnumerable<Node> nodes, Func<Node, Command> question) =>
        [.. nodes.Select(x => new Probe(x, question(x) with { Timeout = Limit }))];

    private static Command Sentinel(Node node) => Checks.Ask.Of(
        $"redis-cli -p {Ports.Sentinel} sentinel master {RedisCluster.Main.MasterName}",
        $$"""
        cli() { timeout 2 {{Checks.Ask.Embedded}}/redis-cli -h "$1" -p {{Ports.Sentinel}} sentinel "$2" {{RedisCluster.Main.MasterName}}; }
        cli "$1" get-master-addr-by-name | head -n 1
        cli "$1" master | sed -n '/^flags$/{n;p;}'
        """,
        node.Address);

    // Two lines: an address, and flags such as "master" or "s_down,o_down,master".
    private static Sighting ReadSentinel(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [var address, var flags]) return new Sighting(null, null);
        return flags.Contains("down", StringComparison.Ordinal) ? new Sighting($"the master is {flags}", null) : new Sighting(null, address);
    }

    private static Sighting ReadPatroni(string output)
    {
        if (PatroniJson.Parse(output.Trim()) is not { } cluster) return new Sighting(null, null);
        return cluster.Leaders.FirstOrDefault() is { } leader
            ? leader.Runs ? new Sighting(null, leader.Host) : new Sighting($"the leader is '{leader.State}'", null)
            : new Sighting("nobody leads", null);
    }

    // "10.0.0.1:8300" with its quotes, or an empty text in quotes.
    private static Sighting ReadConsul(string output)
    {
        var address = Http.Parse(output).Body.Trim('"').Split(':')[0];
        return IPAddress.TryParse(address, out _) ? new Sighting(null, address) : new Sighting("no leader", null);
    }

    // HAProxy elects nobody: that it sends nothing to the victim any more is all there is to see.
    private static Sighting Backends(string output, ImmutableArray<Node> victims)
    {
        var down = HAProxyStatistics.Parse(Http.Parse(output).Body).FirstOrDefault(row => row.Down && victims.Any(x => x.Name == row.Server));
        return new Sighting(down is null ? null : $"{down.Backend}/{down.Server} is {down.Status}", null);
    }
}
