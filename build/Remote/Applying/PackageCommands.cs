using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;

namespace GitLabHa.Remote.Applying;

/// <summary>Installs packages with whichever package manager the node has.</summary>
public static class PackageCommands
{
    /// <summary>The exit code of <see cref="Install"/> when no repository has the wanted version.</summary>
    internal const int NoSuchVersion = 44;

    // offers: the versions that could be installed, newest first. Source for dnf: https://dnf.readthedocs.io/en/latest/command_ref.html
    private const string Manager = """
        name=$1 version=$2
        if command -v apt-get >/dev/null; then
          export DEBIAN_FRONTEND=noninteractive
          offers() { apt-cache madison "$name" 2>/dev/null | awk -F'|' '{ gsub(/ /, "", $2); print $2 }'; }
          refresh() { apt-get -q update >&2; }
          install() { apt-get install -y -q --allow-change-held-packages -o DPkg::Lock::Timeout=300 "$name=$1"; }
        elif command -v dnf >/dev/null; then
          # A package that is held is neither offered nor installed.
          unheld() { dnf -q --disableexcludes=all --disableplugin=versionlock "$@"; }
          offers() { unheld repoquery --queryformat '%{version}-%{release}\n' "$name" 2>/dev/null | grep . | sort -rV; }
          refresh() { dnf -q makecache --refresh >&2; }
          install() { unheld install -y "$name-$1"; }
        else
          echo "neither apt-get nor dnf is here" >&2; exit 1
        fi

        """;

    private const string InstallScript = Manager + PackageHold.Functions + """
        full() { if [ -n "$version" ]; then offers | grep -m1 -E "^$(printf %s "$version" | sed 's/\./\\./g')(-|\$)"; else offers | head -n1; fi; }
        found=$(full)
        if [ -z "$found" ]; then refresh || exit 1; found=$(full); fi
        [ -n "$found" ] || { echo "$name $version is in no repository of this node; it offers: $(offers | tr '\n' ' ')" >&2; exit 44; }
        install "$found" && { [ -z "$version" ] || hold; }
        """;

    private const string OfferedScript = Manager + """
        refresh >/dev/null 2>&1
        offers
        """;

    /// <summary>Prints the versions of the package that the node could install, one a line.</summary>
    public static Command Offered(string package) =>
        Command.Shell(
            $"versions of {package} that are offered", OfferedScript, package) with { ThroughProxy = true,
            Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Installs the package at that GitLab version and holds it there, or in any version when there is none.</summary>
    internal static Command Install(string package, string? version) =>
        Command.Shell(
            $"install {package} {version}".TrimEnd(), InstallScript, package, version ?? "") with { ThroughProxy = true,
            Timeout = TimeSpan.FromMinutes(30) };
}
