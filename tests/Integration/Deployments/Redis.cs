namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>What the Sentinels of an environment say, past the tool.</summary>
internal static class Redis
{
    /// <summary>The node that they name as the master.</summary>
    internal static async Task<string> MasterAsync(Deployment lab)
    {
        var address = await lab.Machines.RunAsync(
            "redis-1", "redis-cli -h $(hostname -i) -p 26379 sentinel get-master-addr-by-name gitlab-redis | head -n 1");
        return "redis-" + address.Trim()[^1];
    }
}
