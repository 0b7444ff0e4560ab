using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Integration.Connections;

public abstract partial class ConnectionContract : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-write-").FullName;

    private string Target => Path.Combine(_folder, "new folder", "it's.conf");

    [Fact(Timeout = 30_000)]
    public async Task A_file_is_written_with_owner_and_mode()
    {
        var content = new string([.. Enumerable.Range(1, 0xD7FF).Select(x => (char)x)]);

        await Connect("node-1").WriteAsync(FileOf(content) with { Mode = "0640", Owner = "nobody:nogroup" }, null, None);

        (await File.ReadAllBytesAsync(Target)).ShouldBe(Encoding.UTF8.GetBytes(content));
        (await Said("stat -c '%U:%G %a' \"$1\"")).ShouldBe("nobody:nogroup 640\n");
        Directory.GetFiles(Path.GetDirectoryName(Target)!).ShouldHaveSingleItem();
    }

    [Fact(Timeout = 60_000)]
    public async Task At_no_instant_can_others_read_what_they_must_not()
    {
        var (connection, folder) = (Connect("node-1"), Path.GetDirectoryName(Target)!);
        var watch = connection.RunAsync(Command.Shell("watch", """
            while [ ! -e "$1/stop" ]; do stat -c '%U:%G %a %n' "$1"/.gitlab-ha* "$1/it's.conf"; done 2>/dev/null |
              sed "s#$1/.gitlab-ha.*#unfinished#; s#$1/it's.conf#in place#" | sort -u
            """, folder), None);

        for (var time = 0; time < 20; time++)
            await connection.WriteAsync(
                FileOf($"{time}") with { Mode = "0640", Owner = "nobody:nogroup" },
                time == 0 ? null : SecretText.Plain($"{time - 1}").Sha256,
                None);
        await File.WriteAllTextAsync(Path.Combine(folder, "stop"), "");

        var seen = (await watch).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        seen.ShouldBeSubsetOf(
            ["root:root 600 unfinished", "nobody:nogroup 600 unfinished", "nobody:nogroup 640 unfinished", "nobody:nogroup 640 in place"]);
        seen.ShouldContain("root:root 600 unfinished");
        seen.ShouldContain("nobody:nogroup 640 in place");
    }

    [Fact(Timeout = 30_000)]
    public async Task An_empty_file_can_be_written()
    {
        await Connect("node-1").WriteAsync(FileOf(""), null, None);

        new FileInfo(Target).Length.ShouldBe(0);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_file_that_is_as_planned_is_replaced()
    {
        var connection = Connect("node-1");
        await connection.WriteAsync(FileOf("one"), null, None);

        await connection.WriteAsync(FileOf("two"), SecretText.Plain("one").Sha256, None);

        (await File.ReadAllTextAsync(Target)).ShouldBe("two");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("someone else's", "planned")]
    [InlineData("someone else's", null)]
    [InlineData(null, "planned")]
    public async Task A_file_that_changed_since_the_plan_is_refused(string? found, string? planned)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        if (found is not null) await File.WriteAllTextAsync(Target, found);

        var error = await Should.ThrowAsync<OperatorException>(
            Connect("node-1").WriteAsync(FileOf("new"), planned is null ? null : SecretText.Plain(planned).Sha256, None));

        error.Problem.ShouldContain("changed since the plan was made");
        error.Where.ShouldContain(Target);
        error.Where.ShouldContain("node-1");
        error.Fix.ShouldContain("run ./build.sh Preview");
        (File.Exists(Target) ? await File.ReadAllTextAsync(Target) : null).ShouldBe(found);
        Leftovers().ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_refused_validation_leaves_the_old_file()
    {
        var validate = Command.Shell("check", "grep -q \"$1\" \"$2\" || { echo \"line 1: no $1\" >&2; exit 1; }", "good");
        var file = FileOf("a good one") with { Effect = FileEffect.Service(validate, Command.Of("true")) };
        var connection = Connect("node-1");
        await connection.WriteAsync(file, null, None);

        var error = await Should.ThrowAsync<OperatorException>(
            connection.WriteAsync(file with { Content = "a bad one" }, file.Content.Sha256, None));

        error.Problem.ShouldContain("line 1: no good");
        (await File.ReadAllTextAsync(Target)).ShouldBe("a good one");
        Leftovers().ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("nosuchuser:root", "0600", "invalid user")]
    [InlineData("root:root", "0999", "invalid mode")]
    public async Task A_wrong_owner_or_mode_is_told_in_the_nodes_words(string owner, string mode, string words)
    {
        var error = await Should.ThrowAsync<OperatorException>(
            Connect("node-1").WriteAsync(FileOf("x") with { Owner = owner, Mode = mode }, null, None));

        error.Problem.ShouldContain(words);
        Leftovers().ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_full_disk_is_told_and_leaves_the_old_file()
    {
        var mount = Directory.CreateDirectory(Path.Combine(_folder, "small")).FullName;
        await Said($"mount -t tmpfs -o size=64k tmpfs '{mount}'");
        try
        {
            var file = FileOf("old") with { Path = Path.Combine(mount, "x") };
            await Connect("node-1").WriteAsync(file, null, None);

            var error = await Should.ThrowAsync<OperatorException>(
                Connect("node-1").WriteAsync(file with { Content = new string('x', 200_000) }, file.Content.Sha256, None));

            error.Problem.ShouldContain("No space left on device");
            Directory.GetFiles(mount).ShouldBe([file.Path]);
            (await File.ReadAllTextAsync(file.Path)).ShouldBe("old");
        }
        finally
        {
            await Said($"umount '{mount}'");
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_secret_file_is_read_sealed()
    {
        var connection = Connect("node-1");
        await connection.WriteAsync(FileOf("{ \"key\": \"välue\" }\n"), null, None);

        var secret = await connection.ReadSecretAsync(Target, null, None);

        secret!.Reveal().ShouldBe("{ \"key\": \"välue\" }\n");
        secret.ToString().ShouldBe($"‹{Target}›");
        (await connection.ReadSecretAsync(Target + ".absent", null, None)).ShouldBeNull();
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private DesiredFile FileOf(string content) => new() { Path = Target, Content = content };

    private async Task<string> Said(string script) =>
        (await Connect("node-1").RunAsync(Command.Shell("test", script, Target), None)).Output;

    private string[] Leftovers() => Directory.GetFiles(_folder, ".gitlab-ha*", SearchOption.AllDirectories);
}
