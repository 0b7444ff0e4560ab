using System.Diagnostics;
using System.Runtime.CompilerServices;
using DotNet.Testcontainers.Configurations;

namespace GitLabHa.Tests.Services.Containers;

/// <summary>Testcontainers reads its settings once, at its first use, so they are set before any test is found.</summary>
internal static class Settings
{
    /// <summary>What this machine lacks for these tests, or null.</summary>
    internal static string? Missing { get; private set; } = "the module initializer";

    [ModuleInitializer]
    internal static void Set()
    {
        // Testcontainers asks for the newest version that it knows and negotiates none; the docker client does.
        var version = Docker(TimeSpan.FromSeconds(20), "version", "--format", "{{.Client.APIVersion}}");
        Missing = version.Length > 0 ? null : "a Docker engine";
        Default("DOCKER_API_VERSION", version);
        Default("TESTCONTAINERS_WAIT_STRATEGY_INTERVAL", "0.5");
        // Its own limit is an hour: https://dotnet.testcontainers.org/custom_configuration/
        Default("TESTCONTAINERS_WAIT_STRATEGY_TIMEOUT", "00:02:00");
        // Without the image of the resource reaper, its work is done by label: Leftovers before the run, .ci/run after it.
        Default("TESTCONTAINERS_RYUK_CONTAINER_IMAGE", Reaper);
        if (Missing is null && !Exists(Reaper)) Default("TESTCONTAINERS_RYUK_DISABLED", "true");
    }

    private const string Reaper = "testcontainers/ryuk:0.14.0";

    private static bool Exists(string image) =>
        Docker(TimeSpan.FromSeconds(5), "image", "inspect", "--format", "{{.Id}}", image).Length > 0
        || Docker(TimeSpan.FromSeconds(15), "pull", "--quiet", image).Length > 0;

    private static void Default(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
    }

    // No tasks: they would wait for the end of the initializer.
    private static string Docker(TimeSpan patience, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var docker = Process.Start(start)!;
            if (!docker.WaitForExit(patience)) docker.Kill(entireProcessTree: true);
            return docker.ExitCode == 0 ? docker.StandardOutput.ReadToEnd().Trim() : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return ""; // There is no docker.
        }
    }
}
