using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;

namespace GitLabHa.Remote.Applying;

/// <summary>Installs packages with whichever package manager the node has.</summary>
public static class PackageCommands
{
    /// <summary>The exit code of <see cref="Install"/> when no repository has the wanted version.</summary>
    internal const int NoSuchVersion = 44;

    // offers: the versions that could be installed, newest first. Source for dnf: https://dnf.readthedocs.io/en/latest/command_ref.html
    private static string Manager => EmbeddedScript.Of(typeof(PackageCommands), "package-manager.sh") + "\n";

    private static string InstallScript =>
        Manager + PackageHold.Functions + EmbeddedScript.Of(typeof(PackageCommands), "install-package.sh");

    private static string OfferedScript => Manager + """
        refresh >/dev/null 2>&1
        offers
        """;

    /// <summary>Prints the versions of the package that the node could install, one a line.</summary>
    public static Command Offered(string package) =>
        Command.Shell($"versions of {package} that are offered", OfferedScript, package) with
        {
            ThroughProxy = true,
            Timeout = TimeSpan.FromMinutes(5),
        };

    /// <summary>Installs the package at that GitLab version and holds it there, or in any version when there is none.</summary>
    internal static Command Install(string package, string? version) =>
        Command.Shell($"install {package} {version}".TrimEnd(), InstallScript, package, version ?? "") with
        {
            ThroughProxy = true,
            Timeout = TimeSpan.FromMinutes(30),
        };
}
