using System.Text.RegularExpressions;

namespace GitLabHa.Core.Backups;

/// <summary>Where backups go: a folder, or a bucket with a prefix.</summary>
/// <param name="Bucket">The bucket, or null for a folder.</param>
/// <param name="Path">The folder, or the prefix inside the bucket ("" for none), without a slash at its end.</param>
public sealed partial record BackupPlace(string? Bucket, string Path)
{
    /// <summary>What the text must look like.</summary>
    public const string Expected = "a folder, or s3://BUCKET/PREFIX";

    /// <summary>Reads a folder or an s3:// address, or gives null.</summary>
    public static BackupPlace? Parse(string text)
    {
        if (S3().Match(text) is { Success: true } match)
            return new BackupPlace(match.Groups["bucket"].Value, match.Groups["prefix"].Value.Trim('/'));
        return text.Contains("://", StringComparison.Ordinal) || text.Length == 0 || text[0] == '-'
            ? null
            : new BackupPlace(null, text.Length > 1 ? text.TrimEnd('/') : text);
    }

    /// <inheritdoc />
    public override string ToString() => Bucket is null ? Path : $"s3://{Bucket}/{Path}".TrimEnd('/');

    [GeneratedRegex(@"\As3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?<prefix>(/[A-Za-z0-9._-]+)*)/?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex S3();
}
