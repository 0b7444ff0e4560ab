using GitLabHa.Core.Model;

namespace GitLabHa.Reporting;

/// <summary>A node as the table of what runs where shows it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Up">How many of its services run.</param>
/// <param name="Total">How many should run.</param>
/// <param name="Mark">Its special role among nodes of its kind, e.g. "PostgreSQL leader", or null.</param>
public sealed record TopologyRow(Node Node, int Up, int Total, string? Mark = null);
