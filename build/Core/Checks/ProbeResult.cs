using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks;

/// <summary>What a node answered to a probe.</summary>
public sealed record ProbeResult(Node Node, CommandResult Result);
