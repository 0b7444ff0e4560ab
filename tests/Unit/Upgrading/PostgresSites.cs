using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Roles.MajorUpgrade;

namespace GitLabHa.Tests.Unit.Upgrading;

/// <summary>The sample's databases in this state and that.</summary>
internal static class PostgresSites
{
    internal const string Directory = "/var/opt/gitlab/postgresql/data";
    private const long GiB = 1024 * 1024;

    /// <summary>A node whose data and programs are of these majors; 10 GiB of data and room for three times as much.</summary>
    internal static DatabaseNode Of(string node, int data, int? programs = null, bool leads = false, int? goesTo = null) => new()
    {
        Node = Sample.Topology().Nodes.Single(x => x.Name == node),
        Directory = Directory,
        Data = data,
        Programs = programs ?? data,
        Brought = [14, 16],
        UsedKiB = 10 * GiB,
        FreeKiB = 30 * GiB,
        Leads = leads,
        GoesTo = goesTo,
    };

    /// <summary>All of one major.</summary>
    internal static ImmutableArray<DatabaseCluster> All(int major) =>
        Clusters(Of("postgres-1", major), Of("postgres-2", major, leads: true), Of("praefect-postgres-1", major));

    internal static ImmutableArray<DatabaseCluster> Clusters(params DatabaseNode[] nodes) => DatabaseCluster.Of(Sample.Topology(), nodes);

    /// <summary>The phases to PostgreSQL 16 in words.</summary>
    internal static string Words(ImmutableArray<DatabaseCluster> clusters, params string[] down) =>
        string.Concat(Steps(down).Of(clusters).Select(Words));

    internal static string Words(PostgresPhase phase) =>
        phase.Title + "\n" + string.Concat(phase.Nodes.SelectMany(x => x.Steps).Select(x => $"  {UpgradedSites.Words(x)}\n"));

    internal static PostgresSteps Steps(params string[] down)
    {
        NodeObservation Seen(Node node)
        {
            var seen = UpgradedSites.Runs(node.Name, "17.11.7");
            return down.Contains(node.Name) ? seen with { Services = seen.Services.ToImmutableDictionary(x => x.Key, _ => false) } : seen;
        }

        var observed = Sample.Topology().Nodes.ToDictionary(x => x, Seen);
        return new PostgresSteps(
            Sample.Topology(), new Sample.Canaries(), UpgradedSites.Desired("17.11.7"), observed, 16, TimeSpan.FromHours(12));
    }
}
