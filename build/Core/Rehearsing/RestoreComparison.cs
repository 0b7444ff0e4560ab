using System.Collections.Immutable;
using GitLabHa.Core.Backups;

namespace GitLabHa.Core.Rehearsing;

/// <summary>
/// A restored site beside the one its backup was made of. That one went on since: what it has more by now, or deleted, is told;
/// what it had and the restored one has not is a difference.
/// </summary>
public sealed record RestoreComparison
{
    private RestoreComparison()
    {
    }

    /// <summary>What was not restored as it was.</summary>
    public required ImmutableArray<string> Differences { get; init; }

    /// <summary>What is no difference and still worth knowing.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Compares; without a source only with what the manifest says.</summary>
    /// <param name="manifest">The backup.</param>
    /// <param name="restored">What was restored.</param>
    /// <param name="probe">The probe as it was read on the restored site, or null.</param>
    /// <param name="source">What the backup was made of, or null when it does not answer.</param>
    public static RestoreComparison Of(BackupManifest manifest, SiteFacts restored, GitObject? probe, SourceFacts? source)
    {
        var (differences, notes) = (new List<string>(), new List<string>());
        if (restored.Repositories.Count < manifest.Repositories)
            differences.Add($"{restored.Repositories.Count} repositories are there, and the backup has {manifest.Repositories}");
        if (probe is null && restored.RefCount > 0) differences.Add("the probe could not be read on the restored site");
        if (source is not null)
        {
            Rows(manifest, restored, source, differences, notes);
            Repositories(restored, source, differences, notes);
            Probe(probe, source, differences);
        }

        if (manifest.Buckets.Count > 0)
            notes.Add($"object storage is no part of a backup: what is in {string.Join(", ", manifest.Buckets.Values.Distinct())} was "
                + "neither restored nor compared");
        return new RestoreComparison { Differences = [.. differences], Notes = [.. notes] };
    }

    private static void Rows(BackupManifest manifest, SiteFacts restored, SourceFacts source, List<string> differences, List<string> notes)
    {
        var (newer, gone) = (new List<(string Table, long Rows)>(), new List<(string Table, long Rows)>());
        foreach (var (table, rows) in restored.Rows)
        {
            if (!source.Rows.TryGetValue(table, out var there)) notes.Add($"{table} is no table of the source any more");
            else if (rows.Last is null || there.Last is null) Uncertain(table, rows, there, notes);
            else
            {
                if (there.Count > rows.Count)
                    differences.Add($"{table}: {there.Count - rows.Count} of {there.Count} rows were not restored");
                if (there.Count < rows.Count) gone.Add((table, rows.Count - there.Count));
                if (there.Newer > 0) newer.Add((table, there.Newer));
            }
        }

        if (newer.Count > 0) notes.Add($"written to the source since the backup: {Sum(newer)}");
        if (gone.Count > 0) notes.Add($"deleted in the source since the backup: {Sum(gone)}");
        // Partitions come and go with the date, tables with the version.
        var missing = source.Rows.Keys.Where(x => !restored.Rows.ContainsKey(x))
            .ToLookup(x => source.Version == manifest.Version && !x.StartsWith(RowQuery.MovingSchema, StringComparison.Ordinal));
        differences.AddRange(missing[true].Select(x => $"{x}: the table was not restored"));
        if (missing[false].Any()) notes.Add($"tables that only the source has by now: {string.Join(", ", missing[false])}");
    }

    private static void Uncertain(string table, TableRows rows, TableRows there, List<string> notes)
    {
        if (rows.Count != there.Count)
            notes.Add($"{table} has {rows.Count} rows, and {there.Count} in the source; without an id it is unknown since when");
    }

    private static void Repositories(SiteFacts restored, SourceFacts source, List<string> differences, List<string> notes)
    {
        foreach (var (repository, refs) in restored.Repositories)
        {
            if (!source.Missing.TryGetValue(repository, out var missing)) continue;
            var bad = refs.Where(x => missing.Contains(x.Target)).ToArray();
            if (bad.Length > 0)
                differences.Add(
                    $"{repository}: the source does not know {bad[0].Target}, to which {bad[0].Name} "
                        + $"points{(bad.Length > 1 ? $", and {bad.Length - 1} more" : "")}");
        }

        var gone = restored.Repositories.Keys.Where(x => !source.Missing.ContainsKey(x)).ToArray();
        if (gone.Length == restored.Repositories.Count && gone.Length > 0)
            differences.Add("none of the restored repositories is in the source");
        else if (gone.Length > 0)
            notes.Add($"repositories that the source does not have any more: "
                + $"{string.Join(", ", gone.Take(3))}{(gone.Length > 3 ? $" and {gone.Length - 3} more" : "")}");
        if (source.Repositories > source.Missing.Count)
            notes.Add($"{source.Repositories - source.Missing.Count} repositories of the source are not in the backup: made since, or "
                + "empty");
    }

    private static void Probe(GitObject? probe, SourceFacts source, List<string> differences)
    {
        if (probe is null) return;
        if (source.Probe is null) differences.Add($"the probe {probe.Id} could not be read in the source");
        else if (source.Probe != probe)
            differences.Add(
                $"the probe {probe.Id} has {probe.Bytes} bytes with SHA-256 {probe.Sha256}, and in the source {source.Probe.Bytes} with "
                    + $"{source.Probe.Sha256}");
    }

    private static string Sum(List<(string Table, long Rows)> tables)
    {
        var largest = tables.OrderByDescending(x => x.Rows).Take(5).Select(x => $"{x.Table} {x.Rows}");
        return $"{tables.Sum(x => x.Rows)} rows ({string.Join(", ", largest)}{(tables.Count > 5 ? ", …" : "")})";
    }
}
