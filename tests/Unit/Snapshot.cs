using System.Runtime.CompilerServices;

namespace GitLabHa.Tests.Unit;

/// <summary>Compares text with a file beside the test; UPDATE_SNAPSHOTS=1 accepts what is there now.</summary>
internal static class Snapshot
{
    internal static void Matches(string actual, string name, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "snapshots", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        File.Exists(path).ShouldBeTrue($"no snapshot {path}: run with UPDATE_SNAPSHOTS=1 and read it before you commit it");
        actual.ShouldBe(File.ReadAllText(path));
    }
}
