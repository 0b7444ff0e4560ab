using GitLabHa.Core;

namespace GitLabHa.Remote.Processes;

/// <summary>A program, or a file, that this machine needs, and the Debian packages that bring it.</summary>
/// <param name="Name">A name in PATH, or an absolute path.</param>
/// <param name="Packages">The packages.</param>
public sealed record NeededProgram(string Name, params IReadOnlyList<string> Packages)
{
    /// <summary>Whether it is there.</summary>
    public bool Exists => Program.Exists(Name) || File.Exists(Name);
}

/// <summary>Programs of this machine, installed from Debian when they are missing and root may.</summary>
public static class DebianPackages
{
    /// <summary>Why nothing can be installed here; null: it can be.</summary>
    public static string? Obstacle => Environment.UserName != "root" ? "only root can install packages"
        : Program.Exists("apt-get") ? null : "this machine has no apt-get";

    /// <summary>Installs what is missing, all of it at once; throws when that cannot be done or fails.</summary>
    public static async Task EnsureAsync(
        string purpose, IEnumerable<NeededProgram> programs, Action<string> log, CancellationToken cancellationToken)
    {
        NeededProgram[] missing = [.. programs.Where(x => !x.Exists)];
        if (missing.Length == 0) return;
        if (Obstacle is { } obstacle) throw Needed(purpose, missing, obstacle);
        string[] packages = [.. missing.SelectMany(x => x.Packages).Distinct()];
        log($"installing {string.Join(", ", packages)}");
        const string Script =
            "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && exec apt-get -qq install -y --no-install-recommends \"$@\"";
        var result = await (Program.Of("sh", ["-c", Script, "sh", .. packages]) with { Timeout = TimeSpan.FromMinutes(10) })
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded) throw Needed(purpose, missing, $"installing {string.Join(", ", packages)} failed: {result.LastLine}");
    }

    private static OperatorException Needed(string purpose, NeededProgram[] missing, string obstacle) => new(
        $"{purpose} needs {string.Join(", ", missing.Select(x => x.Name))}, which {(missing.Length == 1 ? "is" : "are")} missing: "
            + $"{obstacle}.",
        "this machine",
        $"Install it (Debian: apt-get install {string.Join(' ', missing.SelectMany(x => x.Packages).Distinct())}), or run as root on "
            + "Debian.");
}
