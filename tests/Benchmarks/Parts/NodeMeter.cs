using GitLabHa.Benchmarks.Measuring;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>Runs something and counts the CPU that it cost the nodes, less what they use anyway.</summary>
internal sealed class NodeMeter(LabContainers containers, double background, Func<Task<Sample>> run)
{
    private readonly List<double> _cpu = [];

    /// <summary>CPU seconds per run, all nodes together; without the warm-up.</summary>
    public Series Cpu => new(_cpu.Skip(1));

    public async Task<Sample> RunAsync(CancellationToken cancellationToken)
    {
        var before = await containers.CpuAsync(cancellationToken);
        var sample = await run();
        _cpu.Add(Math.Max(0, await containers.CpuAsync(cancellationToken) - before - (background * sample.Wall)));
        return sample;
    }
}
