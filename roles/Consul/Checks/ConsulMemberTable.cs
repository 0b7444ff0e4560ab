using System.Collections.Immutable;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The table of <c>consul members</c>; its exit code does not depend on the members' states.</summary>
internal static class ConsulMemberTable
{
    private static readonly string[] States = ["alive", "failed", "left", "leaving"];

    /// <summary>Reads the rows; lines that are no rows are left out.</summary>
    public static ImmutableArray<ConsulMember> Parse(string text) =>
    [
        .. text.Split('\n')
            .Select(x => x.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(x => x.Length >= 5 && x[1].Contains(':', StringComparison.Ordinal) && States.Contains(x[2]))
            .Select(x => new ConsulMember(x[0], x[1], x[2], x[3], x[4])),
    ];
}

/// <summary>A row of it.</summary>
internal sealed record ConsulMember(string Name, string Address, string Status, string Type, string Build);
