using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Roles;

/// <summary>The consolidated form with all types. Source: https://docs.gitlab.com/administration/object_storage/</summary>
internal static class ObjectStorage
{
    internal static void Configure(GitlabRb rb, RoleContext context)
    {
        if (context.Environment.ObjectStorage is not { } storage) return;
        rb.Set("gitlab_rails", "object_store", RubyValue.Map(
            ("enabled", true),
            ("proxy_download", true),
            ("connection", Connection(storage, context)),
            ("objects", Objects(storage, context))));
    }

    private static RubyMap Connection(ObjectStorageSettings storage, RoleContext context)
    {
        var connection = RubyValue.Map(("provider", "AWS"), ("region", storage.Region));
        connection = storage.UseIamProfile
            ? connection.With(("use_iam_profile", true))
            : connection.With(
                ("aws_access_key_id", context.Secrets.Given(SecretNames.AwsAccessKeyId)),
                ("aws_secret_access_key", context.Secrets.Given(SecretNames.AwsSecretAccessKey)));
        return storage.Endpoint is { } endpoint ? connection.With(("endpoint", endpoint), ("path_style", true)) : connection;
    }

    private static RubyMap Objects(ObjectStorageSettings storage, RoleContext context) => RubyMap.Empty.With(
        [.. ObjectStorageSettings.TypesOf(context.Version)
            .Select(type => (type, (RubyValue)RubyValue.Map(("bucket", storage.BucketOf(type)))))]);
}
