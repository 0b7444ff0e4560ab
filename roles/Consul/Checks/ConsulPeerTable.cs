using System.Collections.Immutable;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The table of <c>consul operator raft list-peers</c>.</summary>
internal static class ConsulPeerTable
{
    private static readonly string[] States = ["leader", "follower", "candidate"];

    /// <summary>Reads the rows; later versions add columns at the end.</summary>
    public static ImmutableArray<ConsulPeer> Parse(string text) =>
    [
        .. text.Split('\n')
            .Select(x => x.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(x => x.Length >= 5 && States.Contains(x[3]) && (x[4] is "true" or "false"))
            .Select(x => new ConsulPeer(x[0], x[2], x[3] == "leader", x[4] == "true")),
    ];
}

/// <summary>A row of it.</summary>
internal sealed record ConsulPeer(string Name, string Address, bool Leads, bool Votes);
