using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Core;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>A lab of 15 nodes: the first Deploy, its memory, and runs without changes in turn with Ansible's on the same nodes.</summary>
internal static class LabPart
{
    private const string Name = "bench";

    public static async IAsyncEnumerable<Figure> MeasureAsync(Workspace workspace)
    {
        // Not the subnet of environments/lab, which may be running.
        foreach (var (name, text) in workspace.FilesOf("lab"))
            workspace.Write(Name, name, text.Replace("172.30.0.", "172.31.230.", StringComparison.Ordinal));
        await DestroyAsync(workspace);
        try
        {
            foreach (var figure in await FirstAsync(workspace)) yield return figure;
            foreach (var figure in await new LabContainers(Name).MemoryAsync(workspace.Stop)) yield return figure;
            foreach (var figure in await AgainAsync(workspace)) yield return figure;
        }
        finally
        {
            await DestroyAsync(workspace);
        }
    }

    private static async Task<IEnumerable<Figure>> FirstAsync(Workspace workspace)
    {
        // Builds the image when it is not there yet, which is no part of the figure.
        await workspace.MeasureAsync(workspace.Tool("Provision", Name));
        await DestroyAsync(workspace);
        var log = new DeployLog();
        var sample = await workspace.MeasureAsync(workspace.Tool("Deploy", Name) with { OnLine = log.Read });
        return log.Figures(sample);
    }

    private static async Task<IEnumerable<Figure>> AgainAsync(Workspace workspace)
    {
        var ours = workspace.Tool("Deploy", Name);
        var containers = new LabContainers(Name);
        var background = await containers.BackgroundAsync(workspace.Stop);
        var (ansible, why) = await AnsibleAsync(workspace, containers);
        var meters = new List<NodeMeter> { new(containers, background, () => workspace.MeasureAsync(ours)) };
        if (ansible is not null) meters.Add(new NodeMeter(containers, background, () => ansible.RunAsync(check: false)));
        var samples = await Timed.AlternateAsync(
            Workspace.Runs, [.. meters.Select<NodeMeter, Func<Task<Sample>>>(x => () => x.RunAsync(workspace.Stop))]);
        var second = Figure.Of("second Deploy, 15 nodes, nothing to change", samples[0]) with { AtMost = 1.5 };
        return ansible is null
            ? [second, new Figure { Name = "Ansible, the same without changes", Note = why }]
            : [second, .. Compared(samples, meters)];
    }

    private static IEnumerable<Figure> Compared(IReadOnlyList<Sample>[] samples, List<NodeMeter> meters) =>
    [
        Figure.Of("Ansible, the same without changes", samples[1]),
        new() { Name = "  Ansible's time against ours", Unit = "x",
            Values = new Series(samples[1].Zip(samples[0], (theirs, ours) => theirs.Wall / ours.Wall)), AtLeast = 10 },
        new() { Name = "  its CPU on this side against ours", Unit = "x",
            Values = new Series(samples[1].Zip(samples[0], (theirs, ours) => theirs.Cpu / ours.Cpu)) },
        new() { Name = "  CPU of a run on all nodes: ours", Values = meters[0].Cpu },
        new() { Name = "  CPU of a run on all nodes: Ansible", Values = meters[1].Cpu },
    ];

    private static async Task<(AnsibleRun? Run, string? Why)> AnsibleAsync(Workspace workspace, LabContainers containers)
    {
        try
        {
            return (await AnsibleRun.PrepareAsync(workspace, Name, containers), null);
        }
        catch (OperatorException e)
        {
            return (null, e.Problem);
        }
    }

    // Also after a signal: nothing is left behind.
    private static async Task DestroyAsync(Workspace workspace)
    {
        var result = await (workspace.Tool("Destroy", Name) with { Timeout = TimeSpan.FromMinutes(5) }).RunAsync(CancellationToken.None);
        if (!result.Succeeded)
            throw new OperatorException(
                $"The lab could not be removed: {result.LastLine}\n{result.Output}",
                Name,
                "docker ps --filter label=gitlab-ha.environment=bench");
    }
}
