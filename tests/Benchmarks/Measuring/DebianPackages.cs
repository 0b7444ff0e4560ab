using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Benchmarks.Measuring;

/// <summary>Brings the programs that measure.</summary>
internal static class DebianPackages
{
    /// <summary>Installs the package when its program is missing.</summary>
    public static async Task EnsureAsync(string program, string package, CancellationToken cancellationToken)
    {
        if (Program.Exists(program)) return;
        const string Script = "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && exec apt-get -qq install -y --no-install-recommends \"$1\"";
        var install = Program.Of("sh", "-c", Script, "sh", package) with { Timeout = TimeSpan.FromMinutes(10) };
        if (Environment.UserName == "root" && Program.Exists("apt-get") && (await install.RunAsync(cancellationToken)).Succeeded && Program.Exists(program)) return;
        throw new OperatorException($"{program} is missing.", "this machine", $"Install it, e.g. apt-get install {package}");
    }
}
