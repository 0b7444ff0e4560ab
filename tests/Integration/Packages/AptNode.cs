using GitLabHa.Core.Commands;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Packages;

/// <summary>A node as Debian makes them: real apt and dpkg, in a folder of this machine.</summary>
internal sealed class AptNode : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-apt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Makes it, with a repository that has these versions of gitlab-ee.</summary>
    internal static async Task<AptNode> StartAsync(params string[] versions)
    {
        var node = new AptNode();
        (await node.RunAsync(Command.Shell("make it", """
            set -e
            mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates root/var/lib/apt/lists/partial root/var/cache/apt/archives/partial
            mkdir -p root/etc/apt/apt.conf.d root/etc/apt/preferences.d root/etc/apt/trusted.gpg.d root/etc/apt/sources.list.d
            mkdir -p root/var/log/apt repository package/DEBIAN
            : >root/var/lib/dpkg/status
            for version; do
              printf '%s\n' 'Package: gitlab-ee' "Version: $version" 'Architecture: all' 'Maintainer: GitLab HA tests <tests@example.com>' \
                'Description: x' >package/DEBIAN/control
              file=gitlab-ee_$version.deb
              dpkg-deb -b package "repository/$file" >/dev/null
              {
                dpkg-deb -f "repository/$file"
                echo "Filename: ./$file"
                echo "Size: $(stat -c %s "repository/$file")"
                echo "SHA256: $(sha256sum <"repository/$file" | cut -c1-64)"
                echo
              } >>repository/Packages
            done
            echo "deb [trusted=yes] file:$PWD/repository ./" >root/etc/apt/sources.list
            cat >apt.conf <<CONF
            Dir "$PWD/root";
            Dir::State::status "$PWD/root/var/lib/dpkg/status";
            Dir::Bin::dpkg "/usr/bin/dpkg";
            APT::Sandbox::User "root";
            DPkg::Options { "--root=$PWD/root"; };
            CONF
            """, versions))).Succeeded.ShouldBeTrue();
        return node;
    }

    /// <summary>Runs a command of ours there.</summary>
    internal async Task<CommandResult> RunAsync(Command command)
    {
        var program = Program.Of("env", [
            "-C", _folder, $"APT_CONFIG={_folder}/apt.conf", $"DPKG_ADMINDIR={_folder}/root/var/lib/dpkg", "LC_ALL=C.UTF-8",
            "sh", "-c", command.Script, "sh", .. command.Arguments]);
        var result = await (program with { Timeout = Deadline }).RunAsync(CancellationToken.None);
        return new CommandResult(result.ExitCode, result.Output, result.Error);
    }
}
