using System.Globalization;
using System.Text.Json;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The answer to an instant query. Source: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries</summary>
internal static class PrometheusVector
{
    /// <summary>Reads the samples, or null when it is no such answer.</summary>
    public static IReadOnlyList<PrometheusSample>? Parse(string json)
    {
        try
        {
            using var answer = JsonDocument.Parse(json);
            if (answer.RootElement.GetProperty("status").GetString() != "success") return null;
            var data = answer.RootElement.GetProperty("data");
            if (data.GetProperty("resultType").GetString() != "vector") return null;
            return [.. data.GetProperty("result").EnumerateArray().Select(Sample)];
        }
        catch (Exception error) when (
            error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static PrometheusSample Sample(JsonElement sample)
    {
        string Label(string name) => sample.GetProperty("metric").TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        var value = sample.GetProperty("value").EnumerateArray().Last().GetString();
        return new PrometheusSample(Label("job"), Label("instance"), (int)double.Parse(value ?? "", CultureInfo.InvariantCulture));
    }
}

/// <summary>A series and its value.</summary>
internal sealed record PrometheusSample(string Job, string Instance, int Value);
