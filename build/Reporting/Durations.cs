using System.Globalization;

namespace GitLabHa.Reporting;

/// <summary>Durations in a readable form.</summary>
internal static class Durations
{
    public static string Short(this TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s");
}
