using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks;

/// <summary>A read-only command asked on a node.</summary>
public sealed record Probe(Node Node, Command Command);

/// <summary>What a node answered to a probe.</summary>
public sealed record ProbeResult(Node Node, CommandResult Result)
{
    /// <summary>When it was asked, by the clock of the machine that asks.</summary>
    public DateTimeOffset Asked { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When its answer was there, by the same clock.</summary>
    public DateTimeOffset Answered { get; init; } = DateTimeOffset.UnixEpoch;
}
