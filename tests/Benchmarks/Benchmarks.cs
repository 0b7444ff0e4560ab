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
            await MeasureAsync(arguments[0], [.. Parts.Keys.Where(x => arguments.Length == 1 || arguments.Contains(x))], stop.Token);
            return 0;
        }
        catch (Exception e) when (e is OperatorException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }

    private static async Task MeasureAsync(string repository, IReadOnlyList<string> parts, CancellationToken stop)
    {
        using var workspace = new Workspace(repository, stop);
        var figures = new List<Figure>();
        foreach (var part in parts)
        {
            Console.WriteLine($"measuring: {part}");
            await foreach (var figure in Parts[part](workspace)) figures.Add(figure);
        }

        var result = new Result(figures);
        result.Print(Console.Out);
        result.Save(workspace.ResultFile);
        Console.WriteLine($"kept in {workspace.ResultFile}");
    }

    private static void Cancel(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
