using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Operations.Backups;
using GitLabHa.Remote.Backups;

namespace GitLabHa.Tests.Unit.Operations;

/// <summary>Backup and Restore on fake nodes: what is refused, and what is left of a failure.</summary>
public sealed class BackupOperationTests
{
    [Fact]
    public async Task A_backup_has_a_manifest_that_names_every_part()
    {
        using var sample = new SampleSession(output: Archive);

        var backup = await BackUpAsync(sample);

        backup.Manifest.DatabaseHost.ShouldBe("10.0.0.22");
        backup.Manifest.Parts.Select(x => x.Path).ShouldContain("config/gitaly-1.tar");
        using var target = new DirectoryTarget(Path.Combine(sample.Backups, "sample"));
        (await new BackupStore(target).VerifyAsync(backup.Manifest, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_fails_half_way_leaves_no_backup_and_no_archive_on_the_node()
    {
        using var sample = new SampleSession(
            output: x =>
                x.Display.StartsWith("gitlab-backup", StringComparison.Ordinal) ? throw new IOException("the share is gone") : Archive(x));

        var failed = await Should.ThrowAsync<OperatorException>(BackUpAsync(sample));

        failed.Problem.ShouldBe("The backup was not finished: the share is gone");
        Directory.EnumerateFiles(sample.Backups, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        sample.Ran[^1].ShouldStartWith("rails-1: rm -f /var/opt/gitlab/backups/");
    }

    [Fact]
    public async Task A_retention_that_cannot_be_read_is_refused_before_anything()
    {
        using var sample = new SampleSession();

        (await Should.ThrowAsync<OperatorException>(BackUpAsync(sample, keep: "many"))).Where.ShouldBe("--keep");

        sample.Ran.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "--yes-restore")]
    [InlineData("other", "--yes-restore other")]
    public async Task Without_consent_nothing_is_asked_of_any_node(string? consent, string where)
    {
        using var sample = new SampleSession();

        (await Should.ThrowAsync<OperatorException>(RestoreAsync(sample, consent))).Where.ShouldBe(where);

        sample.Ran.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restore_onto_a_site_with_a_silent_node_changes_nothing()
    {
        using var made = new SampleSession(output: Archive);
        await BackUpAsync(made);
        using var sample = new SampleSession(silent: ["gitaly-2"]);

        var refused = await Should.ThrowAsync<OperatorException>(RestoreAsync(sample, "sample", made.Backups));

        refused.Problem.ShouldBe("gitaly-2 does not answer, and every node gets the keys of the backup.");
        sample.Ran.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_changes()
    {
        using var sample = new SampleSession(output: Archive);
        var backup = await BackUpAsync(sample);
        var before = sample.Ran.Count;
        var part = Directory.EnumerateFiles(sample.Backups, "*", SearchOption.AllDirectories)
            .First(x => x.EndsWith("gitaly-1.tar", StringComparison.Ordinal));
        await File.AppendAllTextAsync(part, "!");

        var refused = await Should.ThrowAsync<OperatorException>(RestoreAsync(sample, "sample"));

        refused.Problem.ShouldStartWith($"The backup {backup.Manifest.Id} is damaged:");
        sample.Ran.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Repositories_are_restored_when_Rails_reaches_Git_storage_and_not_before()
    {
        var asked = 0;
        using var sample = new SampleSession(
            output: x => x.Display.StartsWith("gitlab-backup restore", StringComparison.Ordinal) ? throw new EndedException() : Archive(x),
            answer: x => x.Display switch
            {
                // The node has the secrets of the backup already, so nothing is reconfigured.
                "read /etc/gitlab/gitlab-secrets.json" => Framed(Encoding.UTF8.GetString(Archive(BackupCommands.Secrets))),
                "gitlab-rake gitlab:gitaly:check" => $"Gitaly: ... default ... {(++asked < 2 ? "FAIL: 14:failed to connect" : "OK")}\n",
                _ => "",
            });
        await BackUpAsync(sample);

        await Should.ThrowAsync<EndedException>(RestoreAsync(sample, "sample"));

        asked.ShouldBe(2);
        sample.Ran[^1].ShouldStartWith("rails-1: gitlab-backup restore");
        sample.Ran[^2].ShouldBe("rails-1: gitlab-rake gitlab:gitaly:check");
    }

    private static async Task<BackupOperation> BackUpAsync(SampleSession sample, string? keep = null)
    {
        var backup = new BackupOperation(sample.Session, new BackupPlaces("/", sample.Backups), keep);
        await sample.Session.RunAsync(backup);
        return backup;
    }

    private static Task RestoreAsync(SampleSession sample, string? consent, string? backups = null) => sample.Session.RunAsync(
        new RestoreOperation(sample.Session, sample.Session.Environment, new BackupPlaces("/", backups ?? sample.Backups), null, consent));

    private static string Framed(string text) => $"{SecretText.Plain(text).Sha256}  -\n{text}";

    private sealed class EndedException : Exception;

    // The host keys are read back as a tar: an empty one is two blocks of zeros.
    private static byte[] Archive(Command command) => command.Display == BackupCommands.HostKeys.Display
        ? new byte[1024]
        : Encoding.UTF8.GetBytes($"what {command.Display} prints\n");
}
