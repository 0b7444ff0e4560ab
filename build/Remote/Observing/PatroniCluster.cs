using System.Text.Json;

namespace GitLabHa.Remote.Observing;

/// <summary>Patroni's answer to GET /cluster. Source: https://patroni.readthedocs.io/en/latest/rest_api.html#monitoring-endpoint</summary>
internal static class PatroniCluster
{
    public static string? Leader(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty("members").EnumerateArray().Where(IsLeader).Select(Host).FirstOrDefault();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Patroni does not run, or answers something else while it starts.
            return null;
        }
    }

    // Before version 4 a leader that is being promoted is named master.
    private static bool IsLeader(JsonElement member) => member.GetProperty("role").GetString() is "leader" or "master";

    private static string? Host(JsonElement member) => member.TryGetProperty("host", out var host) ? host.GetString() : null;
}
