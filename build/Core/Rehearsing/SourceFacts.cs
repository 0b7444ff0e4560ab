using System.Collections.Immutable;

namespace GitLabHa.Core.Rehearsing;

/// <summary>What the site has that the backup was made of, as far as the restored one was compared with it.</summary>
public sealed record SourceFacts
{
    /// <summary>The version that runs there now.</summary>
    public required string Version { get; init; }

    /// <summary>Rows by table, up to the last one that was restored and beyond.</summary>
    public required ImmutableSortedDictionary<string, TableRows> Rows { get; init; }

    /// <summary>How many repositories it has.</summary>
    public required int Repositories { get; init; }

    /// <summary>The restored repositories that it has, with those restored objects that it has not.</summary>
    public required ImmutableDictionary<string, ImmutableHashSet<string>> Missing { get; init; }

    /// <summary>The probe, as it was read there; null when it could not be.</summary>
    public GitObject? Probe { get; init; }
}
