using GitLabHa.Core.Commands;

namespace GitLabHa.Remote.Applying;

/// <summary>Installs packages with whichever package manager the node has.</summary>
public static class PackageCommands
{
    /// <summary>The exit code of <see cref="Install"/> when no repository has the wanted version.</summary>
    internal const int NoSuchVersion = 44;

    private const string InstallScript = """
        name=$1 version=$2
        lacks() { echo "$name $version is in no repository of this node; it offers: $(printf '%s ' $1)" >&2; exit 44; }
        if command -v apt-get >/dev/null; then
          export DEBIAN_FRONTEND=noninteractive
          offers() { apt-cache madison "$name" 2>/dev/null | awk -F'|' '{ gsub(/ /, "", $2); print $2 }'; }
          full() { if [ -n "$version" ]; then offers | grep -m1 -E "^$(printf %s "$version" | sed 's/\./\\./g')(-|\$)"; else offers | head -n1; fi; }
          found=$(full)
          if [ -z "$found" ]; then apt-get -q update >&2 || exit 1; found=$(full); fi
          [ -n "$found" ] || lacks "$(offers)"
          exec apt-get install -y -q -o DPkg::Lock::Timeout=300 "$name=$found"
        elif command -v dnf >/dev/null; then
          [ -z "$version" ] && exec dnf install -y -q "$name"
          dnf -q list --showduplicates "$name" 2>/dev/null | grep -qF " $version-" || lacks "$(dnf -q list --showduplicates "$name" 2>/dev/null | awk 'NR > 1 { print $2 }')"
          exec dnf install -y -q "$name-$version"
        fi
        echo "neither apt-get nor dnf is here" >&2; exit 1
        """;

    private const string OfferedScript = """
        if command -v apt-get >/dev/null; then
          apt-get -q update >/dev/null 2>&1
          apt-cache madison "$1" | awk -F'|' '{ gsub(/ /, "", $2); print $2 }'
        else
          dnf -q list --showduplicates "$1" | awk 'NR > 1 { print $2 }'
        fi
        """;

    /// <summary>Prints the versions of the package that the node could install, one a line.</summary>
    public static Command Offered(string package) =>
        Command.Shell($"versions of {package} that are offered", OfferedScript, package) with { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Installs the package at that GitLab version, or in any version when there is none.</summary>
    internal static Command Install(string package, string? version) =>
        Command.Shell($"install {package} {version}".TrimEnd(), InstallScript, package, version ?? "") with { Timeout = TimeSpan.FromMinutes(30) };
}
