using GitLabHa.Core.Drilling;

namespace GitLabHa.Core.Rehearsing;

/// <summary>A client of a rehearsal and all it saw.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Writes">Whether it writes, so that something can be lost.</param>
/// <param name="Objective">The longest outage that the environment promises, in seconds, or null.</param>
/// <param name="Log">What it saw.</param>
public sealed record RehearsalClient(string Name, bool Writes, int? Objective, ClientLog Log);
