using System.Collections.Immutable;
using System.Globalization;

namespace GitLabHa.Benchmarks.Measuring;

/// <summary>The values of one figure, one per run.</summary>
public sealed class Series(IEnumerable<double> values)
{
    private readonly ImmutableArray<double> _sorted = [.. values.Order()];

    /// <summary>The one in the middle, or the mean of the two in the middle.</summary>
    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>The least.</summary>
    public double Min => _sorted[0];

    /// <summary>The greatest.</summary>
    public double Max => _sorted[^1];

    /// <summary>How many runs there were.</summary>
    public int Count => _sorted.Length;

    /// <summary>A single value.</summary>
    public static Series One(double value) => new([value]);

    /// <inheritdoc />
    public override string ToString() => Count == 1 ? Text(Median) : $"{Text(Median)} ({Text(Min)} to {Text(Max)})";

    /// <summary>A value with as many digits as anyone would quote.</summary>
    internal static string Text(double value) => value.ToString(Math.Abs(value) >= 20 ? "0" : "0.0#", CultureInfo.InvariantCulture);
}
