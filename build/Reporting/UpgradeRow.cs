using GitLabHa.Core.Model;

namespace GitLabHa.Reporting;

/// <summary>A line of the table of an upgrade's stops.</summary>
/// <param name="Number">The hop's number, or null for a stop that the hops leave out.</param>
/// <param name="Version">The version gone to.</param>
/// <param name="Why">Why, or under which condition.</param>
/// <param name="Postgres">The PostgreSQL it takes and brings.</param>
/// <param name="Package">What its package accepts to be installed over.</param>
internal sealed record UpgradeRow(int? Number, GitLabVersion Version, string Why, string Postgres = "", string Package = "");
