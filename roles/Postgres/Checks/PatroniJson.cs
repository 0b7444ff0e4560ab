using System.Text.Json;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The answer of <c>GET /cluster</c>. Source: https://patroni.readthedocs.io/en/latest/rest_api.html</summary>
internal static class PatroniJson
{
    /// <summary>Reads it, or null when it is no such answer.</summary>
    public static PatroniCluster? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var members = json.RootElement.GetProperty("members").EnumerateArray().Select(Member).ToArray();
            var paused = json.RootElement.TryGetProperty("pause", out var pause) && pause.ValueKind == JsonValueKind.True;
            return new PatroniCluster(members, paused);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static PatroniMember Member(JsonElement member) => new(
        Text(member, "name"),
        Text(member, "host"),
        Text(member, "role"),
        Text(member, "state"),
        member.TryGetProperty("timeline", out var timeline) && timeline.TryGetInt32(out var number) ? number : null,
        Lag(member),
        member.TryGetProperty("pending_restart", out var pending) && pending.ValueKind == JsonValueKind.True);

    // "lag": 0 on a replica, "lag": "unknown" when Patroni could not ask, absent on the leader.
    private static long? Lag(JsonElement member) =>
        !member.TryGetProperty("lag", out var lag) ? 0 : lag.ValueKind == JsonValueKind.Number ? lag.GetInt64() : null;

    private static string Text(JsonElement member, string name) =>
        member.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
