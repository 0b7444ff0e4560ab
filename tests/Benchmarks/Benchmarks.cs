using System.Runtime.InteropServices;
using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Benchmarks.Parts;
using GitLabHa.Core;

namespace GitLabHa.Benchmarks;

/// <summary>Measures the tool as its users run it: whole processes, from the outside. Arguments: the checkout, then the parts.</summary>
public static class Benchmarks
{
    private static readonly Dictionary<string, Func<Workspace, IAsyncEnumerable<Figure>>> Parts = new()
    {
        ["tool"] = ToolPart.MeasureAsync,
        ["scale"] = ScalePart.MeasureAsync,
        ["fleet"] = FleetPart.MeasureAsync,
        ["backup"] = BackupPart.MeasureAsync,
        ["lab"] = LabPart.MeasureAsync,
    };

    /// <summary>Measures the parts named, or all.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, x => Cancel(x, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, x => Cancel(x, stop));
        try
        {
            return await MeasureAsync(arguments[0], [.. Parts.Keys.Where(x => arguments.Length == 1 || arguments.Contains(x))], stop.Token)
                ? 0
                : 1;
        }
        catch (Exception e) when (e is OperatorException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }

    private static async Task<bool> MeasureAsync(string repository, IReadOnlyList<string> parts, CancellationToken stop)
    {
        using var workspace = new Workspace(repository, stop);
        var figures = new List<Figure>();
        var complete = true;
        foreach (var part in parts)
        {
            Console.WriteLine($"measuring: {part}");
            complete &= await AddAsync(figures, part, workspace);
        }

        var result = new Result(figures);
        result.Print(Console.Out);
        result.Save(workspace.ResultFile);
        Console.WriteLine($"kept in {workspace.ResultFile}");
        return complete;
    }

    // What was measured before a part broke off is kept.
    private static async Task<bool> AddAsync(List<Figure> figures, string part, Workspace workspace)
    {
        try
        {
            await foreach (var figure in Parts[part](workspace)) figures.Add(figure);
            return true;
        }
        catch (OperatorException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            figures.Add(new Figure { Name = $"{part}: the rest", Note = e.Problem.Split('\n')[0] });
            return false;
        }
    }

    private static void Cancel(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
