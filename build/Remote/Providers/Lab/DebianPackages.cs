using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>Programs of this machine that a lab needs, installed from Debian when they are missing and root may.</summary>
internal static class DebianPackages
{
    /// <summary>Installs the packages unless the program is there.</summary>
    internal static async Task EnsureAsync(string program, string[] packages, Action<string> say, CancellationToken cancellationToken)
    {
        if (Program.Exists(program)) return;
        if (Environment.UserName != "root") throw Needed(program, packages, "only root can install it");
        if (!Program.Exists("apt-get")) throw Needed(program, packages, "this machine has no apt-get");
        say($"installing {string.Join(", ", packages)}");
        const string Script = "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && exec apt-get -qq install -y --no-install-recommends \"$@\"";
        var result = await (Program.Of("sh", ["-c", Script, "sh", .. packages]) with { Timeout = TimeSpan.FromMinutes(10) })
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded) throw Needed(program, packages, $"installing {string.Join(", ", packages)} failed: {result.LastLine}");
    }

    private static OperatorException Needed(string program, string[] packages, string problem) => new(
        $"The lab needs {program}, which is missing: {problem}.",
        "this machine",
        $"Install it (Debian: apt-get install {string.Join(' ', packages)}), or run as root on Debian.");
}
