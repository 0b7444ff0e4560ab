namespace GitLabHa.Core.Model;

/// <summary>S3 in the consolidated form. Source: https://docs.gitlab.com/administration/object_storage/</summary>
public sealed record ObjectStorageSettings
{
    private static readonly string[] Types =
    [
        "artifacts", "external_diffs", "lfs", "uploads", "packages", "dependency_proxy", "terraform_state", "ci_secure_files", "pages",
    ];

    /// <summary>The region, e.g. ap-northeast-2.</summary>
    public required string Region { get; init; }

    /// <summary>Buckets are named PREFIX-TYPE unless <see cref="Buckets"/> names one.</summary>
    public required string BucketPrefix { get; init; }

    /// <summary>Bucket names by type, e.g. artifacts.</summary>
    public IReadOnlyDictionary<string, string> Buckets { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether the machine's IAM profile gives the credentials; else the secrets aws_access_key_id and aws_secret_access_key.
    /// </summary>
    public bool UseIamProfile { get; init; } = true;

    /// <summary>An S3-compatible endpoint, or null for AWS.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The types of objects that a version keeps in buckets of their own.</summary>
    public static IEnumerable<string> TypesOf(GitLabVersion? version) =>
        version?.AtLeast(19, 0) == true ? Types.Append("agent_plan_content") : Types;

    /// <summary>The bucket of a type.</summary>
    public string BucketOf(string type) => Buckets.TryGetValue(type, out var name) ? name : $"{BucketPrefix}-{type.Replace('_', '-')}";
}
