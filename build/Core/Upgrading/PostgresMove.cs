using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>A PostgreSQL major upgrade on the way.</summary>
/// <param name="Window">Where it can be done.</param>
/// <param name="At">The last version of the path on which it can be done; null when nothing up to the target demands it.</param>
/// <param name="Before">The hop's version that demands it; null with <paramref name="At"/>.</param>
public sealed record PostgresMove(PostgresWindow Window, GitLabVersion? At, GitLabVersion? Before);
