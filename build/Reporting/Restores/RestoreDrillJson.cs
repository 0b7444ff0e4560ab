using System.Text.Encodings.Web;
using System.Text.Json;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Reporting.Restores;

/// <summary>The results of a restore drill as JSON.</summary>
public static class RestoreDrillJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    public static void Write(RestoreDrillResult result, Stream stream) => JsonSerializer.Serialize(stream, Of(result), Options);

    private static object Of(RestoreDrillResult result) => new
    {
        result.Backup.Environment,
        Backup = result.Backup.Id,
        result.Backup.Version,
        result.Backup.Edition,
        result.Lab,
        result.Passed,
        DeploySeconds = Math.Round(result.Deploying.TotalSeconds, 1),
        RestoreSeconds = Math.Round(result.Restoring.TotalSeconds, 1),
        Source = result.Source is null
            ? null
            : new { result.Source.Version, result.Source.Repositories, Tables = result.Source.Rows.Count },
        SourceSilent = result.Silence,
        Repositories = new
        {
            Restored = result.Restored.Repositories.Count,
            Refs = result.Restored.RefCount,
            Manifest = result.Backup.Repositories
        },
        result.Probe,
        result.Comparison.Differences,
        result.Comparison.Notes,
        Tables = result.Restored.Rows.Select(
            x => new
            {
                Name = x.Key,
                Restored = x.Value.Count,
                Source = There(result, x.Key)?.Count,
                SourceNewer = There(result, x.Key)?.Newer
            }),
    };

    private static TableRows? There(RestoreDrillResult result, string table) => result.Source?.Rows.GetValueOrDefault(table);
}
