using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>What the load balancers notice: HAProxy elects no node, it stops sending to the one that is struck.</summary>
public static class Balancer
{
    /// <summary>The backends of HAProxy that are down.</summary>
    public static SymptomProbe Symptoms { get; } = new()
    {
        Role = RoleNames.LoadBalancer,
        Question = _ => Http.Get("http://127.0.0.1:8404/stats;csv"),
        Read = Read,
    };

    private static Symptom Read(string output, ImmutableArray<Node> victims)
    {
        var down = HAProxyStatistics.Parse(Http.Parse(output).Body)
            .FirstOrDefault(row => row.Down && victims.Any(x => x.Name == row.Server));
        return new Symptom(down is null ? null : $"{down.Backend}/{down.Server} is {down.Status}", null);
    }
}
