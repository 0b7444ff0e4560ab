using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GitLabHa.Benchmarks.Measuring;

/// <summary>Prints the figures as a table and keeps them as JSON.</summary>
public sealed class Result(IReadOnlyList<Figure> figures)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the table: median (least to greatest), CPU and memory of processes, the goal and whether it is met.</summary>
    public void Print(TextWriter output)
    {
        string[][] rows = [["Figure", "Median (min to max)", "CPU s", "Peak MiB", "Goal", "Met"], .. figures.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(x => x[column].Length)).ToArray();
        foreach (var row in rows) output.WriteLine(string.Join("  ", row.Select((x, column) => x.PadRight(widths[column]))).TrimEnd());
        foreach (var figure in figures.Where(x => x.Note is not null)) output.WriteLine($"{figure.Name.Trim()}: {figure.Note}");
        output.WriteLine(
            $"{Environment.ProcessorCount} processors; load average {Load()}. Times of busy machines differ: compare ratios, not runs.");
    }

    /// <summary>Writes the figures to a file.</summary>
    public void Save(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(
            file,
            JsonSerializer.Serialize(
                new { At = TimeProvider.System.GetUtcNow(), Environment.ProcessorCount, Load = Load(), Figures = figures }, Json));
    }

    private static string[] Row(Figure figure) =>
    [
        figure.Name,
        figure.Values is { } values ? $"{values} {figure.Unit}" : "not measured",
        figure.Cpu is { } cpu ? Series.Text(cpu.Median) : "",
        figure.PeakMiB is { } peak ? peak.Median.ToString("0", CultureInfo.InvariantCulture) : "",
        figure.Goal,
        figure.Met switch { true => "yes", false => "NO", null => "" },
    ];

    private static string Load() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
