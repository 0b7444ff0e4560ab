using System.Diagnostics;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Tests.Unit.Rehearsing;

/// <summary>The scripts that look at repositories, on real ones.</summary>
public sealed class RepositoryScriptTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gitlab-ha-repositories-").FullName;

    private string Storage => Path.Combine(_root, "storage");

    private string Folder => Path.Combine(Storage, "@hashed/6b/86/6b86.git");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Repositories_are_listed_looked_up_and_read()
    {
        await MakeAsync();

        var list = RepositoryQuery.ParseList(await RunAsync(RepositoryQuery.List), new Dictionary<string, string>());
        var main = list.ShouldHaveSingleItem().Value.ShouldHaveSingleItem();
        main.Name.ShouldBe("refs/heads/main");
        main.Time.ShouldBe(1795331000);

        var unknown = new string('0', 39) + "1";
        var look = RepositoryQuery.ParseLook(
            await RunAsync(
                RepositoryQuery.Look,
                $"repository @hashed/6b/86/6b86.git\n{main.Target}\n{unknown}\nrepository @hashed/no/no/no.git\n{main.Target}\n"));
        look.ShouldHaveSingleItem().Value.ShouldBe([unknown]);

        var read = RepositoryQuery.ParseRead(await RunAsync(RepositoryQuery.Read("@hashed/6b/86/6b86.git", main.Target)))!;
        (read.Type, read.Bytes).ShouldBe(("blob", 6));
        RepositoryQuery.ParseRead(await RunAsync(RepositoryQuery.Read("@hashed/6b/86/6b86.git", read.Id))).ShouldBe(read);
        RepositoryQuery.ParseRead(await RunAsync(RepositoryQuery.Read("@hashed/no/no/no.git", read.Id))).ShouldBeNull();
    }

    private async Task MakeAsync()
    {
        await ShellAsync($"""
            export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_AUTHOR_DATE='1795331000 +0000'
            export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b GIT_COMMITTER_DATE='1795331000 +0000'
            git init -q --bare '{Folder}' && cd '{Folder}'
            blob=$(printf 'probe\n' | git hash-object -w --stdin)
            tree=$(printf '100644 blob %s\tPROBE\n' "$blob" | git mktree)
            git update-ref refs/heads/main "$(git commit-tree -m one "$tree")"
            printf '[[storage]]\nname = "default"\npath = "%s"\n' '{Storage}' >'{_root}/config.toml'
            """, "");
    }

    // What differs from a node: where git and Gitaly's configuration lie.
    private Task<string> RunAsync(Command command, string input = "") => ShellAsync(
        command.Script.Replace("/opt/gitlab/embedded/bin/git", "git", StringComparison.Ordinal)
            .Replace("/var/opt/gitlab/gitaly/config.toml", $"{_root}/config.toml", StringComparison.Ordinal),
        input,
        [.. command.Arguments]);

    private static async Task<string> ShellAsync(string script, string input, params string[] arguments)
    {
        using var shell = Process.Start(
            new ProcessStartInfo(
                "sh", ["-c", script, "sh", .. arguments])
            { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await shell.StandardInput.WriteAsync(input);
        shell.StandardInput.Close();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }
}
