using System.Collections.Immutable;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;

namespace GitLabHa.Tests.Unit.Backups;

public sealed class BackupManifestTests
{
    private static readonly BackupManifest Manifest = new()
    {
        Id = "1795331844_2026_11_22_18.2.8-ee",
        Environment = "prod",
        Version = "18.2.8",
        Edition = "ee",
        Started = DateTimeOffset.FromUnixTimeSeconds(1795331844),
        Finished = DateTimeOffset.FromUnixTimeSeconds(1795331999),
        DatabaseHost = "10.10.1.21",
        Repositories = 3,
        Buckets = ImmutableSortedDictionary<string, string>.Empty.Add("lfs", "example-lfs"),
        Parts = [
            new BackupPart { Path = "gitlab-secrets.json.age", Node = "rails-1", Bytes = 7, Sha256 = new string('a', 64),
            Encrypted = true }],
    };

    [Fact]
    public void What_was_written_is_read()
    {
        var read = ManifestJson.Read(ManifestJson.Write(Manifest), "x");

        read.Parts.ShouldBe(Manifest.Parts);
        read.Buckets.ShouldBe(Manifest.Buckets);
        (read with { Parts = Manifest.Parts, Buckets = Manifest.Buckets }).ShouldBe(Manifest);
        ManifestJson.Write(read).ShouldBe(ManifestJson.Write(Manifest));
    }

    [Fact]
    public void A_changed_byte_is_never_read_as_something_else()
    {
        var bytes = Encoding.UTF8.GetBytes(ManifestJson.Write(Manifest));
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 1;
            try
            {
                // White space may change; then it says the same.
                ManifestJson.Write(ManifestJson.Read(Encoding.UTF8.GetString(changed), "x"))
                    .ShouldBe(ManifestJson.Write(Manifest), $"byte {at}");
            }
            catch (OperatorException e)
            {
                e.Problem.ShouldContain("cannot be trusted");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"format\":2,\"sha256\":\"\",\"manifest\":null}")]
    [InlineData("not json")]
    public void What_is_no_manifest_is_refused(string text) =>
        Should.Throw<OperatorException>(() => ManifestJson.Read(text, "the file")).Where.ShouldBe("the file");

    [Fact]
    public void A_part_is_found_encrypted_or_not_and_a_missing_one_is_named()
    {
        Manifest.Part("gitlab-secrets.json").Encrypted.ShouldBeTrue();
        Should.Throw<OperatorException>(() => Manifest.Part("gitlab_backup.tar")).Problem.ShouldContain("no part gitlab_backup.tar");
    }

    [Fact]
    public void Only_the_very_same_version_and_edition_is_accepted()
    {
        var environment = Sample.Environment();
        var (version, edition) = (environment.Version.ToString(), environment.Edition.ToString().ToLowerInvariant());
        var same = Manifest with { Version = version, Edition = edition };

        same.RequireSame(environment);
        Should.Throw<OperatorException>(() => (same with { Version = "17.11.7" }).RequireSame(environment))
            .Problem.ShouldContain($"is of GitLab 17.11.7-{edition}");
        Should.Throw<OperatorException>(() => (same with { Edition = "ce" }).RequireSame(environment))
            .Problem.ShouldContain("only the very same version and edition");
    }

    [Fact]
    public void A_name_tells_when_the_backup_began()
    {
        var environment = Sample.Environment();

        var id = BackupId.Of(Manifest.Started, environment);

        id.ShouldStartWith("1795331844_2026_11_22_");
        BackupId.Time(id).ShouldBe(Manifest.Started);
        foreach (var other in new[] { "lost+found", "1795331844", "1795331844_2026_11_22_18.2.8", "../1795331844_2026_11_22_18.2.8-ee" })
            BackupId.Time(other).ShouldBeNull();
    }

    [Theory]
    [InlineData("/srv/backups/", null, "/srv/backups")]
    [InlineData("backups", null, "backups")]
    [InlineData("s3://my-bucket", "my-bucket", "")]
    [InlineData("s3://my-bucket/gitlab/backups/", "my-bucket", "gitlab/backups")]
    public void A_place_is_a_folder_or_a_bucket(string text, string? bucket, string path) =>
        BackupPlace.Parse(text).ShouldBe(new BackupPlace(bucket, path));

    [Theory]
    [InlineData("")]
    [InlineData("s3://")]
    [InlineData("s3://Bucket/x")]
    [InlineData("s3://bucket/../x y")]
    [InlineData("gs://bucket/x")]
    [InlineData("-x")]
    public void Another_place_is_refused(string text) => BackupPlace.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5L << 30, "5 GiB")]
    public void A_length_is_readable(long bytes, string text) => BackupSize.Of(bytes).ShouldBe(text);
}
