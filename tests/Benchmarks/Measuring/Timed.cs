using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Benchmarks.Measuring;

/// <summary>Runs programs under GNU time, whose own few pages do not hide theirs as this process's would.</summary>
internal static class Timed
{
    private const string Time = "/usr/bin/time";

    /// <summary>Runs it once; anything but success is an error, since a failed run measures nothing.</summary>
    public static async Task<Sample> RunAsync(Program program, CancellationToken cancellationToken)
    {
        await DebianPackages.EnsureAsync("Measuring", [new(Time, "time")], Console.WriteLine, cancellationToken);
        var file = Path.GetTempFileName();
        try
        {
            var timed = program with
            {
                Name = Time,
                Arguments = ["-f", "%e %U %S %M", "-o", file, program.Name, .. program.Arguments],
                Timeout = TimeSpan.FromMinutes(30)
            };
            var result = await timed.RunAsync(cancellationToken);
            if (!result.Succeeded)
                throw new OperatorException(
                    $"What is to be measured failed: {result.LastLine}\n{result.Output}{result.Error}",
                    program.ToString(),
                    "Fix it first.");
            return Read(await File.ReadAllTextAsync(file, cancellationToken), result.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Runs programs in turn, so that what else the machine does falls on all of them; the first round only warms up.</summary>
    public static async Task<IReadOnlyList<Sample>[]> AlternateAsync(int runs, IReadOnlyList<Func<Task<Sample>>> programs)
    {
        var samples = programs.Select(_ => new List<Sample>()).ToArray();
        for (var run = 0; run <= runs; run++)
            for (var i = 0; i < programs.Count; i++)
            {
                var sample = await programs[i]();
                if (run > 0) samples[i].Add(sample);
            }

        return samples;
    }

    private static Sample Read(string line, string output)
    {
        var values = line.Trim().Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return new Sample(values[0], values[1] + values[2], values[3] / 1024, output);
    }
}
