using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>A minor release, and what its package asks of the machine it is installed on.</summary>
public sealed record Release
{
    /// <summary>The first patch, which identifies the minor.</summary>
    public required GitLabVersion First { get; init; }

    /// <summary>The newest patch that is known.</summary>
    public required GitLabVersion Latest { get; init; }

    /// <summary>The package refuses to replace an earlier one than this; null when that is not known.</summary>
    public GitLabVersion? MinFrom { get; init; }

    /// <summary>The package refuses an older PostgreSQL major than this; null when that is not known.</summary>
    public int? MinPostgres { get; init; }

    /// <summary>The PostgreSQL versions it brings, oldest first, e.g. 14.17 and 16.8.</summary>
    public ImmutableArray<string> Postgres { get; init; } = [];

    /// <summary>Whether it brings a PostgreSQL of this major.</summary>
    public bool Brings(int major) => Postgres.Any(x => x.StartsWith($"{major}.", StringComparison.Ordinal));

    /// <summary>Whether the version is a patch of this minor.</summary>
    public bool Has(GitLabVersion version) => version.IsOf(First);
}
