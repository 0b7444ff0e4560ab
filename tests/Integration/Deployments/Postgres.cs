using System.Text.Json;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>What Patroni says of the database, asked past the tool.</summary>
internal static class Postgres
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Who leads, on which timeline; waits for the end of a failover.</summary>
    internal static async Task<(string Leader, int Timeline)> ClusterAsync(Deployment lab)
    {
        var end = new Deadline(Patience);
        while (true)
        {
            var text = await lab.Machines.RunAsync("postgres-1", "curl -s -m 3 http://$(hostname -i):8008/cluster || true");
            if (Leader(text) is { } leader) return leader;
            if (end.HasPassed) throw new TimeoutException($"Patroni names no leader within {Patience.TotalSeconds:0} s; last seen: {text}");
            await Task.Delay(250);
        }
    }

    private static (string, int)? Leader(string json)
    {
        if (!json.StartsWith('{')) return null;
        using var cluster = JsonDocument.Parse(json);
        foreach (var member in cluster.RootElement.GetProperty("members").EnumerateArray())
            if (member.GetProperty("role").GetString() == "leader")
                return (member.GetProperty("name").GetString()!, member.GetProperty("timeline").GetInt32());
        return null;
    }
}
