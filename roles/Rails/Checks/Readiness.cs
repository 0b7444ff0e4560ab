using System.Text.Json;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The answer of <c>/-/readiness</c>. Source: https://docs.gitlab.com/administration/monitoring/health_check/</summary>
/// <param name="Ok">Whether all of it is ok.</param>
/// <param name="Failed">The checks that are not, with their messages.</param>
/// <param name="Passed">How many are.</param>
internal sealed record Readiness(bool Ok, IReadOnlyList<string> Failed, int Passed)
{
    /// <summary>Reads it, or null when it is no such answer.</summary>
    public static Readiness? Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (!json.RootElement.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.String) return null;
            var checks = json.RootElement.EnumerateObject()
                .Where(x => x.Value.ValueKind == JsonValueKind.Array)
                .SelectMany(
                    x => x.Value.EnumerateArray().Select(entry => (x.Name, Ok: Text(entry, "status") == "ok", Message: Words(entry))))
                .ToArray();
            var failed = checks.Where(x => !x.Ok).Select(x => x.Name + x.Message).ToArray();
            return new Readiness(status.GetString() == "ok" && failed.Length == 0, failed, checks.Length - failed.Length);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Words(JsonElement entry)
    {
        var shard = entry.TryGetProperty("labels", out var labels) ? Text(labels, "shard") : "";
        var message = Text(entry, "message");
        return (shard.Length > 0 ? $" of {shard}" : "") + (message.Length > 0 ? $": {message}" : "");
    }

    private static string Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) ? value.ToString() : "";
}
