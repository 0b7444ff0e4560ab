using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>Finds the way from one version to another.</summary>
internal sealed class PathFinder(VersionTable table, Topology topology, UpgradeRange range, bool zeroDowntime)
{
    public UpgradePath Find()
    {
        var (from, to) = (range.From, range.To);
        GitLabVersion[] versions = [from, .. Between().Select(x => x.Latest), to];
        var moves = Moves(versions);
        return new UpgradePath
        {
            Topology = topology,
            From = from,
            To = to,
            ZeroDowntime = zeroDowntime,
            Hops = [.. versions.Zip(versions.Skip(1), (x, y) => Hop(x, y, moves))],
            Conditional = [.. LeftOut(versions)],
            Postgres = moves,
        };
    }

    // The minor that runs now is among them when it is a stop and not at its latest patch: fixes for what
    // the stop is there for come with patches.
    private IEnumerable<Release> Between() => table.Releases
        .Where(x => x.Latest > range.From && x.Latest < range.To && !x.Has(range.To))
        .Where(x => StopAt(x)?.Holds(topology) == true || (zeroDowntime && !x.Has(range.From)));

    private UpgradeStop? StopAt(Release release) => table.Stops.FirstOrDefault(x => release.Has(x.Minor));

    private UpgradeHop Hop(GitLabVersion from, GitLabVersion to, ImmutableArray<PostgresMove> moves)
    {
        var (kind, why) = Reason(to);
        return new UpgradeHop
        {
            From = from,
            To = to,
            Kind = kind,
            Why = why,
            Release = table[to],
            Postgres = moves.FirstOrDefault(x => x.Before == to),
            Notes = [.. table.Notes.Where(x => x.Concerns(from, to)).OrderByDescending(x => x.Kind)],
        };
    }

    private (HopKind Kind, string Why) Reason(GitLabVersion to)
    {
        var stop = StopAt(table[to]);
        var required = stop?.Holds(topology) == true;
        if (to == range.To) return (HopKind.Target, required ? "the target, and a required stop" : "the target");
        if (required)
            return stop!.If is { } condition
                ? (HopKind.Conditional, $"required with {condition}: {stop.Why}")
                : (HopKind.Required, $"required: {stop.Why}");
        return (HopKind.Minor,
            stop is { If: { } unknown, Why: var why } ? $"the next minor; also a stop if {unknown}: {why}" : "the next minor");
    }

    private IEnumerable<ConditionalStop> LeftOut(GitLabVersion[] versions)
    {
        foreach (var release in table.Releases.Where(x => x.First > range.From && x.Latest < range.To && !versions.Any(x.Has)))
            if (StopAt(release) is { If: { } condition } stop)
                yield return new ConditionalStop(release.Latest, condition, stop.Holds(topology));
    }

    private ImmutableArray<PostgresMove> Moves(GitLabVersion[] versions) =>
    [
        .. from window in table.Windows
           where range.To >= window.First && (range.From < window.Last || range.From.IsOf(window.Last))
           let before = versions.Skip(1).Where(x => table[x].MinPostgres >= window.To).Select(x => (GitLabVersion?)x).FirstOrDefault()
           select new PostgresMove(window, before is null ? null : versions.Last(x => x < before), before),
    ];
}
