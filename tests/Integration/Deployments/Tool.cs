using System.Diagnostics;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>The tool as its users run it: build.sh, as a process of its own.</summary>
internal static class Tool
{
    private static readonly Lazy<Task> Built = new(BuildAsync);

    /// <summary>The clone that these tests belong to.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>Starts it on environments of another root; what its machines look like is told when it fails a test.</summary>
    internal static Task<RunningTool> StartAsync(string root, Machines? machines, params string[] arguments) =>
        PipeAsync("", root, machines, arguments);

    /// <summary>The same with something on its standard input.</summary>
    internal static async Task<RunningTool> PipeAsync(string input, string root, Machines? machines, params string[] arguments)
    {
        await Built.Value;
        return new RunningTool(ProcessOf([.. arguments, "--root", root, "--no-logo"]), machines, input);
    }

    /// <summary>The folder of the compiled tool.</summary>
    internal static async Task<string> FolderAsync()
    {
        await Built.Value;
        return new DirectoryInfo(Path.Combine(Repository, "build", "bin", "boot")).EnumerateDirectories()
            .Where(x => File.Exists(Path.Combine(x.FullName, ".complete")))
            .MaxBy(x => x.LastWriteTimeUtc)!.FullName;
    }

    // Once, and apart from every test: a test's own runs never compile.
    private static async Task BuildAsync()
    {
        await using var help = new RunningTool(ProcessOf(["--help"]));
        (await help.EndAsync()).ExitCode.ShouldBe(0);
    }

    private static ProcessStartInfo ProcessOf(IEnumerable<string> arguments)
    {
        // Whoever runs the tests in the background makes them ignore SIGINT, which the tool must not inherit.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", Path.Combine(Repository, "build.sh"), .. arguments])
        { WorkingDirectory = Repository };
        // What the test host's own dotnet put there would lead the one of build.sh astray.
        foreach (var name in start.Environment.Keys.Where(x => x.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        return start;
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "build.sh"))) return folder;
        throw new InvalidOperationException("the tests do not run inside their repository");
    }
}
