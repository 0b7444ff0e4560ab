using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>Refuses, before anything is changed, that the last copy of data or a quorum leaves with nodes.</summary>
internal static class DepartureRules
{
    internal static void Refuse(ObservedSite site)
    {
        string[] problems =
        [
            .. site.Record.Nodes.Select(x => Renamed(site, x)).OfType<string>(),
            .. site.Departures.SelectMany(x => x.Roles.Select(role => (Role: role, Departure: x))).GroupBy(x => x.Role, x => x.Departure)
                .SelectMany(x => Problems(site, x.Key, [.. x])),
        ];
        if (problems.Length == 0) return;
        throw new OperatorException(
            $"The files take away what the site needs:{string.Concat(problems.Select(x => $"\n- {x}"))}",
            string.Join(", ", site.Departures.Select(x => x.Node.Name).DefaultIfEmpty(site.Topology.Environment.Name)),
            "Change the files: add the new nodes beside the old ones first, deploy, and remove the old ones then. Nothing was changed."
                + (site.Observed.Values.Any(x => x.Runs) ? ""
                    : $" If that site is gone, remove .state/{site.Topology.Environment.Name}/nodes.json."));
    }

    /// <summary>The same of a node whose machine is to be replaced.</summary>
    internal static void Refuse(ObservedSite site, Departure departure)
    {
        var problems = departure.Roles.SelectMany(x => Problems(site, x, [departure])).ToArray();
        if (problems.Length == 0) return;
        throw new OperatorException(
            $"The site cannot do without {departure.Node}:{string.Concat(problems.Select(x => $"\n- {x}"))}",
            departure.Node.Name,
            "Bring the nodes with the same roles back first, or add one; where its data are lost already, restore a backup. Nothing was "
                + "changed.");
    }

    private static string? Renamed(ObservedSite site, Node known)
    {
        var taker = site.Topology.Nodes.Contains(known) ? null
            : site.Topology.Nodes.FirstOrDefault(x => x.Address == known.Address && site.Answers(x) && site.Observed[x].Runs);
        return taker is null ? null
            : $"{taker} would be another name for {known}, which runs at {known.Address}: a machine that runs cannot be renamed; give it "
                + "its name again, or a new machine the new name";
    }

    private static IEnumerable<string> Problems(ObservedSite site, Role role, Departure[] leaving)
    {
        if (role.Traits.Keeps is not { } data) yield break;
        var names = string.Join(", ", leaving.Select(x => x.Node.Name));
        var stay = leaving[0].Context.Topology.With(role.Name).Length;
        if (stay == 0)
        {
            yield return $"{names}: no node with the role {role.Name} stays that runs, and {data} would be left behind";
            yield break;
        }

        var answer = stay + leaving.Count(x => site.Answers(x.Node));
        if (role.Traits.Count.Voters is { } program && answer * 2 <= stay + leaving.Length)
            yield return $"{names}: {answer} of {stay + leaving.Length} {program}s answer, which is no majority that could let them go";
        foreach (var node in leaving.Where(x => !x.IsWhole && role.LeavesWithNode is not null).Select(x => x.Node))
            yield return $"{node}: {role.LeavesWithNode}; remove the node, and add it under another name";
    }
}
