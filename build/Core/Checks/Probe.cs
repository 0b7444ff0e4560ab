using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks;

/// <summary>A read-only command asked on a node.</summary>
public sealed record Probe(Node Node, Command Command);
