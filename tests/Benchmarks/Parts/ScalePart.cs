using GitLabHa.Benchmarks.Measuring;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>
/// Load, validate, render and lint environments of 1,000 nodes, and of half and of twice as many to see that the cost is linear.
/// </summary>
internal static class ScalePart
{
    private static readonly int[] Sizes = [500, 1000, 2000];

    public static async IAsyncEnumerable<Figure> MeasureAsync(Workspace workspace)
    {
        foreach (var size in Sizes) GeneratedEnvironment.Write(workspace, NameOf(size), size);
        var samples = await Timed.AlternateAsync(Workspace.Runs,
            [.. Sizes.Select<int, Func<Task<Sample>>>(size => () => workspace.MeasureAsync(workspace.Tool("Render", NameOf(size))))]);
        for (var i = 0; i < Sizes.Length; i++)
            yield return Figure.Of($"Render {Sizes[i]:N0} nodes", samples[i]) with { AtMost = Sizes[i] == 1000 ? 3 : null };
        yield return new Figure
        {
            Name = "  peak memory at 1,000 nodes",
            Unit = "MiB",
            Values = new Series(samples[1].Select(x => x.PeakMiB)),
            AtMost = 300
        };
        yield return new Figure
        {
            Name = "  CPU of a node more, at 1,500 against 750 nodes",
            Unit = "x",
            Values = Series.One(PerNode(samples, 2) / PerNode(samples, 1)),
            AtMost = 1.5,
            Note = $"1 is linear; {PerNode(samples, 1) * 1000:0.00} ms from 500 to 1,000 nodes, {PerNode(samples, 2) * 1000:0.00} ms "
                + "from 1,000 to 2,000.",
        };
    }

    private static string NameOf(int size) => $"nodes-{size}";

    // The least is the run that others disturbed least.
    private static double PerNode(IReadOnlyList<Sample>[] samples, int index) =>
        (samples[index].Min(x => x.Cpu) - samples[index - 1].Min(x => x.Cpu)) / (Sizes[index] - Sizes[index - 1]);
}
