using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Desired;

/// <summary>
/// Holds a package at its version: <c>apt-get upgrade</c>, unattended-upgrades and dnf-automatic would bring all nodes to the
/// newest at once, past the required stops. Sources: https://manpages.debian.org/apt-mark,
/// https://dnf-plugins-core.readthedocs.io/en/latest/versionlock.html, https://dnf.readthedocs.io/en/latest/conf_ref.html
/// </summary>
public static class PackageHold
{
    /// <summary>
    /// Shell functions for the package $name: held asks, hold does it and may be run again. With dnf it is the versionlock plugin
    /// where that is installed, else the excluded packages. Only files are read to ask: every observation does.
    /// </summary>
    public const string Functions = """
        if command -v apt-get >/dev/null; then
          held() { [ "$(dpkg-query -W -f '${db:Status-Want}' "$name" 2>/dev/null)" = hold ]; }
          hold() { apt-mark hold "$name" >/dev/null; }
        else
          dnf_conf=/etc/dnf/dnf.conf
          excluded() { grep -qsE "^[[:space:]]*exclude(pkgs)?[[:space:]]*=(.*[ ,=])?$name([ ,]|\$)" $dnf_conf; }
          held() { grep -qsE "^$name-[0-9]+:" /etc/dnf/plugins/versionlock.list || excluded; }
          exclude() {
            if grep -qsE '^[[:space:]]*exclude(pkgs)?[[:space:]]*=' $dnf_conf; then
              sed -i -E "0,/^[[:space:]]*exclude(pkgs)?[[:space:]]*=/s/^([[:space:]]*exclude(pkgs)?[[:space:]]*=.*)\$/\1 $name/" $dnf_conf
            elif grep -qs '^\[main\]' $dnf_conf; then sed -i "0,/^\[main\]/s/^\[main\].*\$/&\nexcludepkgs=$name/" $dnf_conf
            else printf '[main]\nexcludepkgs=%s\n' "$name" >>$dnf_conf
            fi
          }
          hold() {
            if dnf -q versionlock list >/dev/null 2>&1; then
              dnf -q versionlock delete "$name" >/dev/null 2>&1
              dnf -q versionlock add "$name" >/dev/null
            else excluded || exclude
            fi
          }
        fi

        """;

    /// <summary>The package is held, whoever did it.</summary>
    public static Ensure Of(string package) => new()
    {
        Title = $"package {package} is held at its version",
        ComesWithPackage = true,
        Probe = Command.Shell($"is {package} held?", $"name=$1\n{Functions}held", package),
        Apply = Command.Shell($"hold {package}", $"name=$1\n{Functions}hold", package),
    };
}
