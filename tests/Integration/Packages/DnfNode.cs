using GitLabHa.Core.Commands;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Packages;

/// <summary>A node as Red Hat makes them: no apt-get and no dpkg in its PATH, but real dnf and rpm, in a folder of this machine.</summary>
internal sealed class DnfNode : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-dnf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Makes it, with its repository still empty; plugins of dnf are left out unless they are asked for.</summary>
    internal static async Task<DnfNode> StartAsync(bool plugins = false)
    {
        var node = new DnfNode();
        await node.ShAsync($$"""
            mkdir -p root bin repository repositories etc/plugins
            printf '[main]\ngpgcheck=0\n' >etc/dnf.conf
            printf '[main]\nenabled=1\nlocklist=/etc/dnf/plugins/versionlock.list\n' >etc/plugins/versionlock.conf
            : >etc/plugins/versionlock.list
            printf '[gitlab]\nname=gitlab\nbaseurl=file://%s/repository\ngpgcheck=0\n' "$PWD" >repositories/gitlab.repo
            find /usr/bin /usr/sbin -maxdepth 1 ! -name 'apt*' ! -name 'dpkg*' ! -name dnf ! -name rpm -exec ln -sf -t bin {} +
            cat >bin/dnf <<END
            #!/bin/sh
            exec /usr/bin/dnf {{(plugins ? "" : "--noplugins")}} --config=/etc/dnf/dnf.conf --installroot=$PWD/root --releasever=9 \\
              --setopt=reposdir=$PWD/repositories --setopt=cachedir=$PWD/cache "\$@"
            END
            printf '#!/bin/sh\nexec /usr/bin/rpm --root %s/root "$@"\n' "$PWD" >bin/rpm
            chmod +x bin/dnf bin/rpm
            """);
        return node;
    }

    /// <summary>Puts packages into its repository, named and numbered as GitLab's.</summary>
    internal async Task OfferAsync(string name, string[] versions, string? provides = null)
    {
        foreach (var version in versions)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "package.spec"), $"""
                Name: {name}
                Version: {version}
                Release: ee.0.el9
                Summary: {name}
                Provides: {provides ?? name}
                License: none
                BuildArch: noarch
                %description
                %files
                """);
            await ShAsync(
                "rpmbuild -bb --quiet --define \"_topdir $PWD/build\" --define \"_rpmdir $PWD/repository\" package.spec >/dev/null");
        }

        await ShAsync("createrepo_c -q repository");
    }

    /// <summary>Runs a command of ours there.</summary>
    internal async Task<CommandResult> RunAsync(Command command)
    {
        var input = command.Input?.Reveal() ?? "";
        // With an /etc/dnf of its own: commands change files there.
        var program = Program.Of("unshare", [
            "--mount", "sh", "-c", "mount --bind \"$1/etc\" /etc/dnf && shift && exec \"$@\"", "sh", _folder,
            "env", "-i", $"PATH={_folder}/bin", "LC_ALL=C.UTF-8", "sh", "-c", command.Script, "sh", .. command.Arguments]);
        var result = await (program with { Timeout = Deadline }).WithInput(input).RunAsync(CancellationToken.None);
        return new CommandResult(result.ExitCode, result.Output, result.Error);
    }

    /// <summary>A file below its /etc/dnf.</summary>
    internal string ConfigurationPath(string name) => Path.Combine(_folder, "etc", name);

    private async Task ShAsync(string script)
    {
        var result = await (Program.Of("sh", "-ec", $"cd {_folder}\n{script}") with { Timeout = Deadline })
            .RunAsync(CancellationToken.None);
        result.Succeeded.ShouldBeTrue(result.Error);
    }
}
