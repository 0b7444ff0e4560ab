using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles.MajorUpgrade;

/// <summary>
/// The steps from what is on the nodes to one new major everywhere; what is upgraded already is left alone, so that the same
/// steps come again after a failure, without those that are done. The site is back before the replicas copy the new data, as
/// GitLab's documentation has it: that may take hours.
/// Source:
/// https://docs.gitlab.com/administration/postgresql/replication_and_failover/#upgrading-postgresql-major-version-in-a-patroni-cluster
/// </summary>
public sealed class PostgresSteps(
    Topology topology,
    ISecretSource secrets,
    IReadOnlyCollection<DesiredNode> desired,
    IReadOnlyDictionary<Node, NodeObservation> observed,
    int major,
    TimeSpan limit)
{
    private static readonly TimeSpan Ready = TimeSpan.FromMinutes(5);

    private const string Replicas =
        "The leader has the new major and the site is up: do not revert it any more, replicas have given up the old data. Rerun the "
        + "command; it resumes at this step.";

    /// <summary>The phases, without those that have nothing to do.</summary>
    public ImmutableArray<PostgresPhase> Of(ImmutableArray<DatabaseCluster> clusters)
    {
        var old = clusters.Where(x => x.Source(major)?.Is(major) != true).ToArray();
        var outage = old.Length > 0;
        PostgresPhase[] phases =
        [
            Phase("clients of the database stop", Stage.Rails, outage ? Users(running: true) : [], Undone()),
            Phase("replicas stop, their data as they are", Stage.Database, old.SelectMany(Stop), Undone()),
            // Side by side, since the site is down as long as the last of them takes.
            Phase("leaders upgrade their data", Stage.Database, old.Select(Leader), Undone(old)),
            Phase("PgBouncers reconnect", Stage.Database, outage ? topology.With(RoleNames.PgBouncer).Select(PgBouncer) : [], Undone(old)),
            Phase("the site is back", Stage.Rails, Users(running: false, stopped: outage), outage ? Undone(old) : Replicas),
            Phase("replicas copy the new data", Stage.Database, clusters.SelectMany(Follow), Replicas),
            Phase("all of it is done", Stage.Database, clusters.SelectMany(Done).Concat(Noticed()), Replicas),
        ];
        return [.. phases.Where(x => !x.Nodes.IsEmpty)];
    }

    /// <summary>Waits for what still runs on the nodes; empty when nothing does.</summary>
    public PostgresPhase Await(ImmutableArray<DatabaseCluster> clusters) => Phase(
        "pg-upgrade still runs", Stage.Database,
        clusters.SelectMany(x => x.Nodes).Where(x => x.Upgrading)
            .Select(x => Plan(x.Node, Run(x.Node, PgUpgradeCommands.Await(limit), "an earlier run began it", Risk.Safe))),
        "See /var/log/gitlab/pg-upgrade.log there; then rerun the command.");

    /// <summary>What makes a node whole again on which an upgrade broke off before there were new data; empty when there is none.</summary>
    public PostgresPhase Repair(ImmutableArray<DatabaseCluster> clusters) => Phase(
        "an upgrade broke off there: the old data go on", Stage.Database,
        from cluster in clusters
        where !cluster.Nodes.Any(x => x.Is(major))
        from node in cluster.Nodes
        where node.BrokeOffBefore(major)
        select Plan(
            node.Node,
            Run(node.Node, PgUpgradeCommands.Restore(node, major, Reconfigure(node.Node)), "the copy is not whole, what it was made of is",
                Risk.Disruptive)),
        Undone());

    private IEnumerable<NodePlan> Users(bool running, bool stopped = false)
    {
        foreach (var node in topology.Nodes.Where(x => x.Has(RoleNames.Rails) || x.Has(RoleNames.Sidekiq)))
        {
            var users = DowntimeSteps.Users(observed[node]).Where(x => x.Runs == running || stopped).Select(x => x.Service).ToArray();
            if (users.Length == 0) continue;
            Step[] steps = running
                ? [.. users.Select(x => DowntimeSteps.Stop(node, x) with { Reason = "the database goes away" })]
                : [.. users.Select(
                    x => Run(node, Command.Of("gitlab-ctl", "start", x) with { Timeout = Ready }, "the database is back", Risk.Safe))];
            yield return Plan(
                node,
                [.. steps,
                    .. !running && node.Has(RoleNames.Rails) ? [Wait(node, RailsReadiness.OfNode(node), Ready)] : Array.Empty<Step>()]);
        }
    }

    private IEnumerable<NodePlan> Stop(DatabaseCluster cluster) => cluster.Nodes.Select(node => Plan(
        node.Node,
        [
            Marks.Begun(DesiredOf(node.Node), major),
            .. node == cluster.Source(major) ? Array.Empty<Step>() : [StopPatroni(node.Node)],
        ]));

    private NodePlan Leader(DatabaseCluster cluster)
    {
        var node = cluster.Source(major) ?? throw new InvalidOperationException($"no source of {cluster.Role}");
        return Plan(
            node.Node,
            [
                Run(node.Node, PgUpgradeCommands.Leader(node, major, cluster.HasPatroni, limit),
                    $"{node.Data} becomes {major}; the old data stay beside", Risk.Disruptive),
                Wait(node.Node, new PostgresMajor(node.Node, node.Directory, major, Follows: false), Ready * 6),
                .. Ensured(cluster, node.Node),
                Run(node.Node, PgUpgradeCommands.Analyze(limit), "an upgrade leaves no statistics", Risk.Safe),
            ]);
    }

    // pg-upgrade deletes Patroni's data in Consul, with settings that are in no gitlab.rb; and some settings need a restart.
    private IEnumerable<Step> Ensured(DatabaseCluster cluster, Node node) =>
        DesiredOf(node).Ensures.Where(x => cluster.HasPatroni && !x.ComesWithPackage && x.Risk == Risk.Safe)
        .Select(x => new Step.Satisfy { Node = node, Ensure = x, Reason = x.Title, DecidedAtApply = true });

    private NodePlan PgBouncer(Node node) => Plan(
        node,
        Run(node, Command.Of("gitlab-ctl", "restart", "pgbouncer") with { Timeout = Ready },
            "its connections are to a server that is gone", Risk.Disruptive),
        Wait(node, new PgBouncerLeader([node], topology.With(RoleNames.Postgres), secrets.Get(PgBouncerChecks.PasswordSecret)), Ready));

    private IEnumerable<NodePlan> Follow(DatabaseCluster cluster)
    {
        foreach (var node in cluster.Replicas(major))
        {
            Step[] take = node.Is(major) ? [] : node.Programs == major ? TakeAnew(node) : Upgrade(node);
            var settle =
                new[] { Run(node.Node, PgUpgradeCommands.PutBack(node, major), "what was copied once is not copied again", Risk.Safe) };
            var follows = Wait(node.Node, new PostgresMajor(node.Node, node.Directory, major, Follows: true), limit);
            yield return Plan(node.Node, [.. take, .. settle, follows, .. Ensured(cluster, node.Node)]);
        }
    }

    private Step[] Upgrade(DatabaseNode node) =>
    [
        StopPatroni(node.Node),
        Run(node.Node, PgUpgradeCommands.Replica(node, major, limit), "copies the leader's data; its own stay beside", Risk.Irreversible),
    ];

    private Step[] TakeAnew(DatabaseNode node) =>
        [Run(node.Node, PgUpgradeCommands.TakeAnew(node, major, Reconfigure(node.Node)), "copies the leader's data; its own stay beside",
            Risk.Irreversible)];

    private IEnumerable<NodePlan> Done(DatabaseCluster cluster) => cluster.Nodes.Select(node => Plan(
        node.Node,
        [
            // One that was upgraded by an earlier run, which may have broken off right behind it.
            .. node.Is(major) && node == cluster.Source(major) ? Ensured(cluster, node.Node) : [],
            .. cluster.HasPatroni ? [Wait(node.Node, new PatroniMembers(node.Node, topology), Ready)] : Array.Empty<Step>(),
            Marks.Applied(DesiredOf(node.Node), observed[node.Node]),
        ]));

    // Consul looks at PostgreSQL every ten seconds; until then Verify would be red.
    private IEnumerable<NodePlan> Noticed() =>
        topology.With(RoleNames.Consul).Take(1).Select(node => Plan(node, Wait(node, new ConsulCritical(node, topology), Ready)));

    private string Undone(params IEnumerable<DatabaseCluster> upgraded)
    {
        var reverts = upgraded.Select(x => x.Source(major)).OfType<DatabaseNode>()
            .Select(x => $"gitlab-ctl revert-pg-upgrade -V {x.Data} on {x.Node}").ToArray();
        return (reverts.Length > 0
            ? $"When pg_upgrade fails, gitlab-ctl lets the old PostgreSQL go on; see /var/log/gitlab/pg-upgrade.log there. No replica "
                + $"has given up its data yet, so the way back is open: {string.Join(" and ", reverts)} where {major} runs already, "
                + "which loses what was written since. "
            : "The data are as they were. ")
            + $"To go back to work: ./build.sh Deploy --env {topology.Environment.Name}. To resume: rerun the command.";
    }

    private Command Reconfigure(Node node) => DesiredOf(node).Reconfigure;

    private DesiredNode DesiredOf(Node node) => desired.First(x => x.Node == node);

    private static Step.RunCommand StopPatroni(Node node) =>
        Run(node, Command.Of("gitlab-ctl", "stop", "patroni") with { Timeout = Ready }, "a replica of another major cannot follow",
            Risk.Disruptive);

    private static PostgresPhase Phase(string title, Stage stage, IEnumerable<NodePlan> nodes, string ifItFails) =>
        new(title, stage, [.. nodes.Select(x => x with { Stage = stage })], ifItFails);

    private static NodePlan Plan(Node node, params Step[] steps) =>
        new() { Node = node, Stage = Stage.Database, NeverRan = false, Steps = [.. steps] };

    private static Step.RunCommand Run(Node node, Command command, string reason, Risk risk) =>
        new() { Node = node, Command = command, Reason = reason, Risk = risk };

    private static Step.Await Wait(Node node, Check check, TimeSpan deadline) =>
        new() { Node = node, Check = check, Deadline = deadline, Reason = "before it goes on" };
}
