using System.Collections.Concurrent;

namespace GitLabHa.Remote.Processes;

/// <summary>Finds programs the way execvp does.</summary>
internal static class SearchPath
{
    private static readonly ConcurrentDictionary<(string Name, string Path), string?> Found = new();

    public static string? Find(string name)
    {
        if (name.Contains('/')) return File.Exists(name) ? name : null;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        var found = Found.GetOrAdd((name, path), Search);
        if (found is null) Found.TryRemove((name, path), out _);
        return found;
    }

    private static string? Search((string Name, string Path) key) =>
        key.Path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names(key.Name).Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(IsExecutable);

    private static string[] Names(string name) => OperatingSystem.IsWindows() ? [name + ".exe", name] : [name];

    private static bool IsExecutable(string file) =>
        File.Exists(file)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.OtherExecute)) != 0);
}
