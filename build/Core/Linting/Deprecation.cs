namespace GitLabHa.Core.Linting;

/// <summary>A setting that was deprecated or removed, as embedded; versions as (major, minor).</summary>
internal sealed record Deprecation
{
    public required string Key { get; init; }

    public required (int Major, int Minor) DeprecatedIn { get; init; }

    /// <summary>Null while it is only deprecated.</summary>
    public required (int Major, int Minor)? RemovedIn { get; init; }

    /// <summary>The last version whose own list names it; later ones silently ignore the key, or reuse it.</summary>
    public required (int Major, int Minor) ListedUntil { get; init; }

    /// <summary>What to do instead.</summary>
    public required string Note { get; init; }
}
