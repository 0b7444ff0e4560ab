using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Core.Loading;
using GitLabHa.Remote.Connections;
using GitLabHa.Roles;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>
/// Plans for a site of 300 nodes against 300 real sshd's: all of them are observed, and the plan of one is printed. By each
/// transport, and by OpenSSH with and without the connections that an earlier run left.
/// </summary>
internal static class FleetPart
{
    private const int Few = 20;
    private const int Many = 300;
    private const int Runs = 3;

    private static readonly (string Kind, bool Fresh, string Words)[] Ways =
    [
        ("openssh", false, "openssh, connections of an earlier run"),
        ("openssh", true, "openssh, no connection left"),
        ("sshnet", true, "sshnet"),
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync(Workspace workspace)
    {
        await using var fleet = await Fleet.StartAsync(Many, workspace.Stop);
        foreach (var size in new[] { Few, Many })
            foreach (var kind in new[] { "openssh", "sshnet" })
                GeneratedEnvironment.Write(workspace, NameOf(kind, size), size, fleet.Connection(kind), Fleet.HostOf);
        var samples = await SamplesAsync(workspace);
        var best = Enumerable.Range(0, Ways.Length).Min(i => samples[(2 * i) + 1].Min(x => x.Wall));
        for (var i = 0; i < Ways.Length; i++)
        {
            var (few, many) = (samples[2 * i], samples[(2 * i) + 1]);
            var isBest = many.Min(x => x.Wall) == best;
            yield return Figure.Of($"plan of {Many} nodes: {Ways[i].Words}", many) with { AtMost = isBest ? 6 : null };
            yield return new Figure
            {
                Name = "  peak memory",
                Unit = "MiB",
                Values = new Series(many.Select(x => x.PeakMiB)),
                AtMost = isBest ? 300 : null,
            };
            yield return new Figure
            {
                Name = $"  time of {Many} nodes against {Few}",
                Unit = "x",
                Values = Series.One(many.Min(x => x.Wall) / few.Min(x => x.Wall)),
                AtMost = (double)Many / Few,
                Note = $"{Many / Few} is linear, start of the tool included.",
            };
        }
    }

    private static async Task<IReadOnlyList<Sample>[]> SamplesAsync(Workspace workspace)
    {
        try
        {
            return await Timed.AlternateAsync(
                Runs,
                [.. from way in Ways
                    from size in new[] { Few, Many }
                    select (Func<Task<Sample>>)(() => PlanAsync(workspace, way.Kind, way.Fresh, size))]);
        }
        finally
        {
            // Shared connections outlive the runs.
            foreach (var kind in new[] { "openssh", "sshnet" })
                foreach (var size in new[] { Few, Many }) await CloseAsync(workspace, NameOf(kind, size), CancellationToken.None);
        }
    }

    private static async Task<Sample> PlanAsync(Workspace workspace, string kind, bool fresh, int size)
    {
        if (fresh) await CloseAsync(workspace, NameOf(kind, size), workspace.Stop);
        return await workspace.MeasureAsync(
            workspace.Tool("Preview", "--env", NameOf(kind, size), "--limit", "redis-1", "--root", workspace.Root, "--no-logo"));
    }

    private static async Task CloseAsync(Workspace workspace, string name, CancellationToken cancellationToken)
    {
        var environment = EnvironmentLoader.Load(workspace.Environments, name, RoleCatalog.Known.Traits);
        await using var connections = new ConnectionFactory(environment, Path.Combine(workspace.Root, ".state", name));
        await connections.CloseAsync(cancellationToken);
    }

    private static string NameOf(string kind, int size) => $"fleet-{kind}-{size}";
}
