using System.Runtime.CompilerServices;

namespace GitLabHa.Tests.Unit.Reporting;

/// <summary>Compares text with a file under snapshots/; UPDATE_SNAPSHOTS=1 accepts what is new.</summary>
internal static class Snapshot
{
    public static void Match(string text, string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "snapshots", name);
        var actual = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        File.Exists(file).ShouldBeTrue($"{name} is not there; accept it with UPDATE_SNAPSHOTS=1");
        actual.ShouldBe(File.ReadAllText(file), $"{name} differs; accept it with UPDATE_SNAPSHOTS=1");
    }
}
