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
    public static string Functions => EmbeddedScript.Of(typeof(PackageHold), "package-hold.sh") + "\n";

    /// <summary>The package is held, whoever did it.</summary>
    public static Ensure Of(string package) => new()
    {
        Title = $"package {package} is held at its version",
        ComesWithPackage = true,
        Probe = Command.Shell($"is {package} held?", $"name=$1\n{Functions}held", package),
        Apply = Command.Shell($"hold {package}", $"name=$1\n{Functions}hold", package),
    };
}
