using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>An sshd with another user of root's number, whose shell is bash with a .bashrc of the tests.</summary>
public sealed class StartupFilesServer : SshServer
{
    /// <summary>What administrators write into .bashrc, and more.</summary>
    public const string Noisy = """
        stty -echo
        printf '\r\n*** Authorized use only ***\r\n'
        printf 'without a line end'
        echo 'a warning' >&2
        env() { echo function; }
        timeout() { echo function; }
        export -f env timeout
        shopt -s expand_aliases
        alias exec='echo alias' timeout='echo alias'
        cd /tmp
        umask 077
        export http_proxy=http://192.0.2.1:3128 HTTP_PROXY=http://192.0.2.1:3128 LC_ALL=de_DE.UTF-8 LANGUAGE=de GREP_OPTIONS=-v CDPATH=/tmp
        export BASH_ENV=~/.bashrc ENV=~/.bashrc TMPDIR=/nowhere PGHOST=192.0.2.1 REDISCLI_AUTH=wrong CURL_HOME=/tmp PATH=/nowhere IFS=e
        set -eu
        trap 'echo bye; echo bye >&2; exit 3' EXIT

        """;

    private string User => $"gitlab-ha-{Port}";

    private string Home => Path.Combine(Folder, "home");

    // Without it bash takes itself for one that sshd has started.
    protected override string Environment => "";

    /// <summary>A connection as the user with the .bashrc.</summary>
    public IConnection ConnectNoisy(string name = "node-1", Func<ConnectionSettings, ConnectionSettings>? change = null) =>
        Connect(name, x => (change?.Invoke(x) ?? x) with { User = User });

    public Task WriteAsync(string bashrc) => File.WriteAllTextAsync(Path.Combine(Home, ".bashrc"), bashrc);

    /// <summary>Makes a key that sshd runs a command for, whatever is asked for.</summary>
    public async Task<string> ForcedKeyAsync(string name, string command)
    {
        await KeyAsync(name);
        var key = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".pub"));
        await File.AppendAllTextAsync(
            Path.Combine(Folder, "authorized_keys"), $"command=\"{command.Replace("\"", "\\\"", StringComparison.Ordinal)}\" {key}");
        return Path.Combine(Folder, name);
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Directory.CreateDirectory(Home);
        await WriteAsync(Noisy);
        // Another test may hold the lock of /etc/passwd.
        for (var attempt = 0; ; attempt++)
        {
            var result = await Program.Of(
                "useradd",
                "--non-unique",
                "--uid",
                "0",
                "--gid",
                "0",
                "--no-create-home",
                "--home-dir",
                Home,
                "--shell",
                "/bin/bash",
                "--password",
                "*",
                User)
                .RunAsync(CancellationToken.None);
            if (result.Succeeded) return;
            attempt.ShouldBeLessThan(50, result.Error);
            await Task.Delay(100);
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        for (var attempt = 0; attempt < 50
            && !(await Program.Of("userdel", "-f", User).RunAsync(CancellationToken.None)).Succeeded; attempt++) await Task.Delay(100);
    }
}
