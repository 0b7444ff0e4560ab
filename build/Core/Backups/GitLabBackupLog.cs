using System.Text.Json;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Backups;

/// <summary>
/// What gitlab-backup says, line by line: gitaly-backup's JSON in between tells of each repository. Exit codes are no evidence:
/// several versions end with 0 although a part failed.
/// </summary>
public sealed partial class GitLabBackupLog
{
    private const int Kept = 12;

    private readonly List<string> _failures = [];
    private readonly Queue<string> _last = new();

    /// <summary>How many repositories were backed up or restored.</summary>
    public int Repositories { get; private set; }

    /// <summary>What failed, each as "what: why".</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The last lines that are no JSON.</summary>
    public IEnumerable<string> Last => _last;

    /// <summary>Reads the next line.</summary>
    public void Read(string line)
    {
        if (line.StartsWith('{') && Repository(line)) return;
        if (Failed().IsMatch(line) && !Harmless().IsMatch(line)) _failures.Add(line.Trim());
        _last.Enqueue(line);
        if (_last.Count > Kept) _last.Dequeue();
    }

    private bool Repository(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var (level, message) = (Text(json, "level"), Text(json, "msg"));
            if (message is "completed create" or "completed restore") Repositories++;
            else if (level is "error" or "fatal")
                _failures.Add(
                    $"{Text(json, "gl_project_path") ?? Text(json, "relative_path") ?? "gitaly-backup"}: {Text(json, "error") ?? message}");
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(
        @"(Dumping|Restoring|Creating|Unpacking) .*\bfailed\b|rake aborted!|Backup::|^\S*ERROR:|psql:.*(ERROR|FATAL):"
            + "|version mismatch|gitaly-backup exit status",
        RegexOptions.CultureInvariant)]
    private static partial Regex Failed();

    // The dump names the schema, extensions and PgBouncer's lookup function, which the superuser owns and which are there already.
    [GeneratedRegex(
        @"must be (owner|member) of|does not exist|pg_shadow_lookup|cannot drop schema public|schema ""public"" already exists",
        RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();
}
