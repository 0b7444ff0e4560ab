using GitLabHa.Core.Backups;

namespace GitLabHa.Tests.Unit.Backups;

public sealed class GitLabBackupLogTests
{
    [Fact]
    public void Repositories_are_counted_and_the_rest_is_kept()
    {
        var log = Read("""
            2026-11-22 07:04:31 UTC -- Dumping repositories ...
            {"command":"create","gl_project_path":"root/one","level":"info","msg":"started create","relative_path":"@hashed/6b/86/x.git"}
            {"command":"create","gl_project_path":"root/one","level":"info","msg":"completed create","relative_path":"@hashed/6b/86/x.git"}
            {"command":"create","gl_project_path":"root/two","level":"warning","msg":"skipped create","relative_path":"@hashed/6b/86/y.git"}
            2026-11-22 07:04:32 UTC -- Backup 1795331071_2026_11_22_18.2.8-ee is done.
            """);

        log.Repositories.ShouldBe(1);
        log.Failures.ShouldBeEmpty();
        log.Last.ShouldContain("2026-11-22 07:04:32 UTC -- Backup 1795331071_2026_11_22_18.2.8-ee is done.");
    }

    [Theory]
    [InlineData(
        """{"command":"create","error":"manager: bundle: exit status 128","gl_project_path":"root/two","level":"error","""
            + """ "msg":"create failed"}""",
        "root/two: manager: bundle")]
    [InlineData("""{"error":"create: pipeline: 1 failures encountered","level":"fatal","msg":""}""", "gitaly-backup: create: pipeline")]
    [InlineData("2026-11-22 07:04:31 UTC -- Dumping repositories failed: gitaly-backup exit status 1", "Dumping repositories failed")]
    [InlineData("rake aborted!", "rake aborted!")]
    [InlineData("GitLab version mismatch:", "version mismatch")]
    [InlineData("ERROR:  duplicate key value violates unique constraint \"projects_pkey\"", "duplicate key")]
    [InlineData("psql:/tmp/x.sql:12: ERROR:  out of memory", "out of memory")]
    public void A_failure_is_named(string line, string says) => Read(line).Failures.ShouldHaveSingleItem().ShouldContain(says);

    [Theory]
    [InlineData("ERROR:  must be owner of extension pg_trgm")]
    [InlineData("psql:/tmp/x.sql:12: ERROR:  function \"pg_shadow_lookup\" already exists with same argument types")]
    [InlineData("ERROR:  schema \"public\" already exists")]
    [InlineData("{ not json")]
    [InlineData("Dumping uploads ... done")]
    public void What_every_restore_says_is_no_failure(string line) => Read(line).Failures.ShouldBeEmpty();

    private static GitLabBackupLog Read(string text)
    {
        var log = new GitLabBackupLog();
        foreach (var line in text.Split('\n')) log.Read(line);
        return log;
    }
}
