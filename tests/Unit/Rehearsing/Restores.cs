using System.Collections.Immutable;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Tests.Unit.Rehearsing;

/// <summary>A restored site and its source, as tests need them.</summary>
internal static class Restores
{
    internal const string Project = "@hashed/6b/86/6b86.git";

    internal static GitObject Probe { get; } = new("a1", "blob", 12, new string('e', 64));

    internal static BackupManifest Manifest { get; } = new()
    {
        Id = "1795331844_2026_11_22_18.2.8-ee",
        Environment = "prod",
        Version = "18.2.8",
        Edition = "ee",
        Started = DateTimeOffset.FromUnixTimeSeconds(1795331844),
        Finished = DateTimeOffset.FromUnixTimeSeconds(1795331999),
        DatabaseHost = "10.10.1.21",
        Repositories = 2,
        Parts = [],
    };

    internal static SiteFacts Restored { get; } = new(
        Rows(("public.users", new TableRows(40, 0, 41)), ("public.projects", new TableRows(2, 0, 2)),
            ("public.schema_migrations", new TableRows(90, 0, null))),
        ImmutableSortedDictionary<string, ImmutableArray<GitRef>>.Empty
            .Add(Project,
                [new GitRef(Project, "c1", 1795331000, "refs/heads/main"), new GitRef(Project, "c2", 1795331100, "refs/heads/topic")])
            .Add("@hashed/d4/73/d473.git", [new GitRef("@hashed/d4/73/d473.git", "c3", 1795331200, "refs/heads/main")]));

    internal static SourceFacts Source { get; } = new()
    {
        Version = "18.2.8",
        Rows = Rows(
            ("public.users", new TableRows(40, 0, 0)),
            ("public.projects", new TableRows(2, 0, 0)),
            ("public.schema_migrations", new TableRows(90, 0, null))),
        Repositories = 2,
        Missing = Restored.Repositories.Keys.ToImmutableDictionary(x => x, _ => ImmutableHashSet<string>.Empty),
        Probe = Probe,
    };

    internal static SourceFacts With(string table, TableRows rows) => Source with { Rows = Source.Rows.SetItem(table, rows) };

    internal static RestoreDrillResult Result(SourceFacts? source, string? silence = null) => new()
    {
        Backup = Manifest,
        Lab = "lab-restore-drill",
        Deploying = TimeSpan.FromSeconds(52.3),
        Restoring = TimeSpan.FromSeconds(81),
        Restored = Restored,
        Probe = Probe,
        Source = source,
        Silence = silence,
    };

    private static ImmutableSortedDictionary<string, TableRows> Rows(params (string Table, TableRows Rows)[] tables) =>
        tables.ToImmutableSortedDictionary(x => x.Table, x => x.Rows, StringComparer.Ordinal);
}
