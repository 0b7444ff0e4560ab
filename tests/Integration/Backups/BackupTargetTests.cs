using System.Security.Cryptography;
using GitLabHa.Remote.Backups;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Backups;

/// <summary>What every place for backups must do; a new one is one more name in <see cref="Kinds"/>.</summary>
public sealed class BackupTargetTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-target-").FullName;

    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>
    /// S3 where there is a server for it; <see cref="What_fails_on_the_way_to_S3_fails_as_on_a_disk"/> is skipped by name elsewhere.
    /// </summary>
    public static TheoryData<string> Kinds => S3Server.Exists ? ["folder", "s3"] : ["folder"];

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_file_of_several_parts_comes_back_as_it_was(string kind)
    {
        using var target = Open(kind);
        var bytes = RandomNumberGenerator.GetBytes(40 * 1024 * 1024 + 17);

        await WriteAsync(target, "large/a/data", bytes);

        (await ReadAsync(target, "large/a/data")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await target.ListAsync("large", None)).ShouldBe(new Dictionary<string, long> { ["large/a/data"] = bytes.Length });
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_short_and_an_empty_file_come_back_as_they_were(string kind)
    {
        using var target = Open(kind);
        await WriteAsync(target, "short/one", "content"u8.ToArray());
        await WriteAsync(target, "short/none", []);

        (await ReadAsync(target, "short/one")).ShouldBe("content"u8.ToArray());
        (await ReadAsync(target, "short/none")).ShouldBeEmpty();
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_file_that_is_not_completed_is_never_seen(string kind)
    {
        using var target = Open(kind);
        await using (var file = await target.CreateAsync("half/data", None))
        {
            for (var i = 0; i < 40; i++) await file.AppendAsync(new byte[1024 * 1024], None);
            (await target.ListAsync("half", None)).ShouldBeEmpty();
        }

        (await target.ListAsync("half", None)).ShouldBeEmpty();
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_removed_folder_takes_its_files_along_and_no_others(string kind)
    {
        using var target = Open(kind);
        await WriteAsync(target, "remove/1/a", [1]);
        await WriteAsync(target, "remove/1/b/c", [2]);
        await WriteAsync(target, "remove/12/a", [3]);

        await target.RemoveAsync("remove/1", None);
        await target.RemoveAsync("remove/absent", None);

        (await target.ListAsync("remove", None)).Keys.ShouldBe(["remove/12/a"]);
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_file_that_is_not_there_fails_as_on_a_disk(string kind)
    {
        using var target = Open(kind);
        await Should.ThrowAsync<IOException>(async () => await target.OpenAsync("absent/file", None));
    }

    [ProgramFact("moto_server")]
    public async Task What_fails_on_the_way_to_S3_fails_as_on_a_disk()
    {
        using var nowhere = server.Target("no-such-bucket");
        using var gone = server.Target(S3Server.Bucket, "http://127.0.0.1:1");

        (await Should.ThrowAsync<IOException>(WriteAsync(nowhere, "x/a", [1]))).Message.ShouldContain("NoSuchBucket");
        await Should.ThrowAsync<IOException>(WriteAsync(gone, "x/a", new byte[20 * 1024 * 1024]));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Folders_and_files_are_the_operators_alone()
    {
        using var target = Open("folder");
        await WriteAsync(target, "id/config/a", [1]);

        var modes = Directory.EnumerateFileSystemEntries(target.Place, "*", SearchOption.AllDirectories).Prepend(target.Place)
            .Select(x => (Directory.Exists(x) ? "folder " : "file ") + Convert.ToString((int)File.GetUnixFileMode(x), 8));

        modes.Distinct().Order().ShouldBe(["file 600", "folder 700"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IBackupTarget Open(string kind) =>
        kind == "s3" ? server.Target(S3Server.Bucket) : new DirectoryTarget(Path.Combine(_folder, "test"));

    private static async Task WriteAsync(IBackupTarget target, string path, byte[] bytes)
    {
        await using var file = await target.CreateAsync(path, None);
        await file.AppendAsync(bytes, None);
        await file.CompleteAsync(None);
    }

    private static async Task<byte[]> ReadAsync(IBackupTarget target, string path)
    {
        using var memory = new MemoryStream();
        await using var stream = await target.OpenAsync(path, None);
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }
}
