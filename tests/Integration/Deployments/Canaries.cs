using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Secrets with values that occur nowhere else, planted before the first run, and everything that was seen of them.</summary>
internal sealed partial class Canaries
{
    /// <summary>What every value begins with.</summary>
    internal const string Mark = "CanarySecret";

    private readonly ConcurrentDictionary<string, byte> _leaks = new();

    /// <summary>Their names.</summary>
    internal required string[] Names { get; init; }

    /// <summary>Where a value was seen that must not be there.</summary>
    internal IEnumerable<string> Leaks => _leaks.Keys;

    /// <summary>Lets the tool name the secrets the environment needs, and plants a value for each.</summary>
    internal static async Task<Canaries> PlantAsync(Deployment lab)
    {
        (await lab.RunAsync("Render", "--output", Path.Combine(lab.Root, "rendered"))).ShouldSucceed();
        var rendered = Directory.GetFiles(Path.Combine(lab.Root, "rendered"), "*", SearchOption.AllDirectories).Select(File.ReadAllText);
        var names = rendered.SelectMany(x => SecretName().Matches(x)).Select(x => x.Groups[1].Value).Distinct()
            .Order(StringComparer.Ordinal).ToArray();
        names.ShouldContain("redis_password");
        Directory.CreateDirectory(lab.State);
        var store = Path.Combine(lab.State, "secrets.yml");
        await File.WriteAllTextAsync(store, string.Concat(names.Select((x, i) => $"{x}: {Mark}{i:00}x7Qd\n")));
        (await Program.Of("chmod", "-R", "u=rwX,go=", lab.State).RunAsync(CancellationToken.None)).Succeeded.ShouldBeTrue();
        return new Canaries { Names = names };
    }

    /// <summary>Whether a text shows one.</summary>
    internal static bool In(string text) => text.Contains(Mark, StringComparison.Ordinal);

    /// <summary>Reads the arguments of all processes, of this machine and of its containers, until it is disposed.</summary>
    internal IAsyncDisposable WatchProcesses()
    {
        var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                LookAtProcesses();
                await Task.Delay(40);
            }
        });
        return new Watch(stop, watch);
    }

    private void LookAtProcesses()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(x => char.IsAsciiDigit(x[6])))
        {
            var line = ReadArguments(folder);
            if (In(line)) _leaks.TryAdd(Hidden().Replace(line.Replace('\0', ' '), "(a secret)"), 0);
        }
    }

    private static string ReadArguments(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(folder + "/cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex("‹([a-z0-9_]+)[^›]*›")]
    private static partial Regex SecretName();

    [GeneratedRegex(Mark + @"\w+")]
    private static partial Regex Hidden();

    private sealed class Watch(CancellationTokenSource stop, Task task) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await task;
            stop.Dispose();
        }
    }
}
