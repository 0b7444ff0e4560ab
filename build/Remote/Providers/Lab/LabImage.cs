using System.Security.Cryptography;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>The image of a lab's machines; its tag follows from the content it is built from.</summary>
/// <param name="folder">The lab's image.</param>
/// <param name="knowledge">The settings that GitLab's versions know.</param>
/// <param name="say">Takes a line of progress.</param>
/// <param name="other">The folder of another Dockerfile on the same base, with the files it copies beside those of the lab's image.</param>
internal sealed class LabImage(string folder, string knowledge, Action<string> log, string? other = null)
{
    /// <summary>The tag of the present content.</summary>
    internal string Tag { get; } = $"gitlab-ha-lab/{(other is null ? "node" : "services")}:{ContentHash(folder, knowledge, other)[..12]}";

    /// <summary>The image of the services tests: the lab's daemons and its gitlab-ctl, without the machine around them.</summary>
    internal static LabImage OfServices(Action<string> log)
    {
        var root = Root(AppContext.BaseDirectory);
        return new LabImage(
            Path.Combine(root, "environments", "lab", "image"),
            Path.Combine(root, "build", "Core", "Knowledge"),
            log,
            Path.Combine(root, "tests", "Services", "image"));
    }

    /// <summary>The image of an environment, whose folder may hold one of its own; else that of environments/lab.</summary>
    internal static LabImage Of(GitLabEnvironment environment, Action<string> log)
    {
        var environments = Path.GetDirectoryName(environment.Directory)!;
        var own = Path.Combine(environment.Directory, "image");
        var folder = Directory.Exists(own) ? own : Path.Combine(Root(environments), "environments", "lab", "image");
        return new LabImage(folder, Path.Combine(Root(environments), "build", "Core", "Knowledge"), log);
    }

    /// <summary>Builds it when it is not there.</summary>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken).ConfigureAwait(false)) return;
        using var turn = await OneBuild.EnterAsync(log, cancellationToken).ConfigureAwait(false);
        if (await IsThereAsync(cancellationToken).ConfigureAwait(false)) return;
        await DebianPackages.EnsureAsync("The lab", [new("mmdebstrap", "mmdebstrap")], log, cancellationToken).ConfigureAwait(false);
        log($"building the image {Tag} from Debian packages (minutes, once)");
        string[] arguments = [Path.Combine(folder, "build"), Tag, .. other is null ? [] : new[] { other }];
        var build = Program.Of("sh", arguments) with { Timeout = TimeSpan.FromMinutes(30), OnLine = log };
        var result = await build.RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"The image could not be built: {result.LastLine}",
                build.ToString(),
                "Correct what it says; the lines above have the rest.");
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        (await Program.Of("docker", "image", "inspect", "--format", "{{.Id}}", Tag).RunAsync(cancellationToken).ConfigureAwait(false))
            .Succeeded;

    // Environments of tests are elsewhere; the image is beside this program's sources.
    private static string Root(string environments)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Directory.Exists(Path.Combine(folder, "environments", "lab", "image"))) return folder;
        return Path.GetDirectoryName(environments)!;
    }

    private static string ContentHash(string folder, string knowledge, string? other)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Concat(other is null ? [] : Directory.EnumerateFiles(other))
            .Where(x => !x.EndsWith(".md", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(knowledge, "*.json"))
            .Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file) + "\n"));
            // The package's links point into the machines, not into this checkout.
            hash.AppendData(
                File.ResolveLinkTarget(file, returnFinalTarget: false) is { } link
                    ? Encoding.UTF8.GetBytes("-> " + link.Name)
                    : File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
