using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>Reads <c>object_storage</c>. Source: https://docs.gitlab.com/administration/object_storage/</summary>
internal sealed class ObjectStorageSection(ProblemLog log, EnvironmentDraft draft)
{
    public ObjectStorageSettings? Read(MapReader reader)
    {
        var region = reader.Text("region", Rule.Region, required: true);
        var prefix = reader.Text("bucket_prefix", Rule.BucketPrefix, required: true);
        var buckets = reader.Map("buckets") is { } map ? Buckets(map) : [];
        var useIamProfile = reader.Flag("use_iam_profile", otherwise: true);
        var endpoint = reader.Text("endpoint", Rule.Url);
        reader.End();
        if (region is null || prefix is null) return null;
        return new ObjectStorageSettings
        {
            Region = region,
            BucketPrefix = prefix,
            Buckets = buckets,
            UseIamProfile = useIamProfile,
            Endpoint = endpoint,
        };
    }

    private Dictionary<string, string> Buckets(YamlMap map)
    {
        var reader = new MapReader(map, "object_storage.buckets", log);
        var buckets = new Dictionary<string, string>();
        foreach (var type in ObjectStorageSettings.TypesOf(draft.Version))
        {
            if (reader.Text(type, Rule.Bucket) is not { } bucket) continue;
            // Backups and cleanups of one type would include the objects of the other.
            if (buckets.FirstOrDefault(x => x.Value == bucket).Key is { } other)
                reader.Report(
                    map.Find(type)!.Place, type, $"{bucket} is already the bucket of {other}; every type needs a separate bucket");
            buckets[type] = bucket;
        }

        reader.End();
        return buckets;
    }
}
