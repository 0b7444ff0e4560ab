using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>Reads <c>backups</c>.</summary>
internal static class BackupsSection
{
    private static readonly string[] OnlyS3 = ["region", "endpoint", "encryption"];
    private static readonly Dictionary<string, bool> Encryptions = new() { ["AES256"] = true, ["aws:kms"] = true, ["none"] = false };

    public static BackupSettings Read(MapReader reader)
    {
        var target = reader.Text("target", x => BackupPlace.Parse(x) is null ? BackupPlace.Expected : null);
        var settings = new BackupSettings
        {
            Target = target is null ? null : BackupPlace.Parse(target),
            Region = reader.Text("region", Rule.Region),
            Endpoint = reader.Text("endpoint", Rule.Url),
            Encryption = reader.Choice("encryption", Encryptions) is false ? null : reader.Text("encryption")
                ?? new BackupSettings().Encryption,
            Keep = reader.Text("keep", x => Retention.Parse(x) is null ? Retention.Expected : null) is { } keep
                ? Retention.Parse(keep)
                : null,
            MaxAge = reader.Integer("max_age_hours", 1, 8784) is { } hours ? TimeSpan.FromHours(hours) : new BackupSettings().MaxAge,
            ServerSide = reader.Flag("server_side", otherwise: false),
        };
        if (settings.Target is { Bucket: null })
            foreach (var key in OnlyS3)
                if (reader.Raw(key) is { } value) reader.Report(value.Place, key, "only used with a target in S3: s3://BUCKET/PREFIX");
        reader.End();
        return settings;
    }
}
