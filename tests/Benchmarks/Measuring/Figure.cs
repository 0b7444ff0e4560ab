namespace GitLabHa.Benchmarks.Measuring;

/// <summary>A line of the result.</summary>
public sealed record Figure
{
    /// <summary>What was measured.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of the values.</summary>
    public string Unit { get; init; } = "s";

    /// <summary>The values; null when it could not be measured.</summary>
    public Series? Values { get; init; }

    /// <summary>CPU seconds, where it is the run of a process.</summary>
    public Series? Cpu { get; init; }

    /// <summary>Peak memory in MiB, where it is the run of a process.</summary>
    public Series? PeakMiB { get; init; }

    /// <summary>The goal: the median is at most this.</summary>
    public double? AtMost { get; init; }

    /// <summary>The goal: the median is at least this.</summary>
    public double? AtLeast { get; init; }

    /// <summary>What else must be known to judge it.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the goal is met; null without a goal or without values.</summary>
    public bool? Met => Values is null || (AtMost is null && AtLeast is null) ? null
        : !(Values.Median > AtMost) && !(Values.Median < AtLeast);

    /// <summary>The goal in words.</summary>
    public string Goal =>
        AtMost is { } most ? $"<= {Series.Text(most)} {Unit}" : AtLeast is { } least ? $">= {Series.Text(least)} {Unit}" : "";

    /// <summary>The figure of a process that ran several times.</summary>
    public static Figure Of(string name, IReadOnlyCollection<Sample> samples) => new()
    {
        Name = name,
        Values = new Series(samples.Select(x => x.Wall)),
        Cpu = new Series(samples.Select(x => x.Cpu)),
        PeakMiB = new Series(samples.Select(x => x.PeakMiB)),
    };
}
