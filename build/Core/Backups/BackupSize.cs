using System.Globalization;

namespace GitLabHa.Core.Backups;

/// <summary>Lengths as people read them.</summary>
public static class BackupSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>At most three digits and a unit.</summary>
    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++) value /= 1024;
        return string.Create(
            CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 10 ? Math.Round(value) : Math.Round(value, 1))} {Units[unit]}");
    }
}
