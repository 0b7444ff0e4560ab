using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Backups;

/// <summary>
/// Names a backup as GitLab itself does: TIMESTAMP_DATE_VERSION-EDITION, so that it is also what gitlab-backup takes as BACKUP.
/// Source: https://docs.gitlab.com/administration/backup_restore/backup_archive_process/#backup-id
/// </summary>
public static partial class BackupId
{
    /// <summary>The name of a backup that begins now.</summary>
    public static string Of(DateTimeOffset time, GitLabEnvironment environment) => string.Create(
        CultureInfo.InvariantCulture,
        $"{time.ToUnixTimeSeconds()}_{time.UtcDateTime:yyyy_MM_dd}_{environment.Version}-"
            + $"{environment.Edition.ToString().ToLowerInvariant()}");

    /// <summary>When the backup began, or null when the text names none.</summary>
    public static DateTimeOffset? Time(string id) => Pattern().Match(id) is { Success: true } match
        ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@"\A(\d{9,11})_\d{4}_\d\d_\d\d_\d+\.\d+\.\d+-[ce]e\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
