using GitLabHa.Benchmarks.Measuring;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>What touches no node: help, and rendering the environment of 15 nodes.</summary>
internal static class ToolPart
{
    public static async IAsyncEnumerable<Figure> MeasureAsync(Workspace workspace)
    {
        foreach (var (name, text) in workspace.FilesOf("prod")) workspace.Write("prod", name, text);
        var samples = await Timed.AlternateAsync(Workspace.Runs,
        [
            () => workspace.MeasureAsync(workspace.Tool("--help")),
            () => workspace.MeasureAsync(workspace.Tool("Render", "prod")),
        ]);
        yield return Figure.Of("./build.sh --help", samples[0]) with { AtMost = 0.3 };
        yield return Figure.Of("./build.sh Render --env prod", samples[1]) with { AtMost = 1 };
    }
}
