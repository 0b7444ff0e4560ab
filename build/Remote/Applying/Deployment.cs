using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Recovering;

namespace GitLabHa.Remote.Applying;

/// <summary>What is known of an environment during a run: observed once, planned purely, and observed again where it was changed.</summary>
public sealed class Deployment
{
    // Patroni's lease; Sentinels agree sooner.
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(30);

    private readonly DeploymentParts _parts;
    private ImmutableDictionary<Node, NodeObservation> _observed = ImmutableDictionary<Node, NodeObservation>.Empty;
    private ImmutableArray<DesiredNode> _fresh = [];
    private Plan? _plan;

    /// <summary>Starts with nothing observed.</summary>
    public Deployment(DeploymentParts parts)
    {
        _parts = parts;
        _fresh = Compose(LiveState.Fresh);
    }

    /// <summary>Who has which role.</summary>
    public Topology Topology => _parts.Topology;

    /// <summary>What was found last, by node.</summary>
    public IReadOnlyDictionary<Node, NodeObservation> Observed => _observed;

    /// <summary>What the running cluster says of itself.</summary>
    public LiveState Live { get; private set; } = LiveState.Fresh;

    /// <summary>Which run changed the site without a healthy Verify since, or null.</summary>
    public string? Unverified => _observed.Values.Select(x => x.Unverified).FirstOrDefault(x => x is not null);

    /// <summary>What every node shall be, with the live roles.</summary>
    public ImmutableArray<DesiredNode> Desired { get; private set; } = [];

    /// <summary>Observes all nodes, when that has not happened yet.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        if (_observed.IsEmpty) await ObserveAsync(_fresh, cancellationToken).ConfigureAwait(false);
        SecretAgreement.Refuse(_fresh, _observed, _parts.Secrets, Topology.Environment.Name);
    }

    /// <summary>Observes all nodes, when that has not happened yet, and compares: what a run would do now.</summary>
    public async Task<Plan> PlanAsync(CancellationToken cancellationToken)
    {
        await ObserveAsync(cancellationToken).ConfigureAwait(false);
        // Every stage asks; the answer stays the same until something is observed anew.
        lock (_parts) return _plan ??= Compare();
    }

    /// <summary>Observes all nodes anew; who leads may have changed.</summary>
    public async Task<LiveState> RefreshAsync(CancellationToken cancellationToken)
    {
        await ObserveAsync(_fresh, cancellationToken).ConfigureAwait(false);
        return Live;
    }

    /// <summary>Whether a node answered when it was last asked.</summary>
    public bool Answers(Node node) => _observed.GetValueOrDefault(node) is { Unreachable: null };

    /// <summary>The first node with a role that answers and was brought up once.</summary>
    public Node FirstThatRuns(string role) =>
        Topology.With(role).FirstOrDefault(x => Answers(x) && _observed[x].Runs) ?? throw new OperatorException(
            $"None of {string.Join(", ", Topology.With(role))} answers and was ever deployed.",
            Topology.Environment.Name,
            $"See what is wrong with ./build.sh Verify --env {Topology.Environment.Name}; an environment that was never deployed needs Deploy first.");

    /// <summary>How a rollout moves the primary elsewhere.</summary>
    public HandOver HandOver(Node node) =>
        _parts.Roles.Of(node).Select(x => x.Rollout(Context(node, Live)).HandOver).OfType<HandOver>().First();

    /// <summary>Applies what is to change in a stage and observes those nodes again; returns how many nodes changed.</summary>
    public Task<int> ApplyAsync(Stage stage, StageRunner runner, RunControl control) => ApplyAsync(stage, _ => true, runner, control);

    /// <summary>The same for the nodes of a group in the stage that configures them.</summary>
    public Task<int> ApplyAsync(NodeGroup group, StageRunner runner, RunControl control) =>
        ApplyAsync(FreshOf(group.Nodes[0]).Stage, group.Nodes.Contains, runner, control);

    private async Task<int> ApplyAsync(Stage stage, Func<Node, bool> chosen, StageRunner runner, RunControl control)
    {
        var plan = await PlanAsync(control.Stop).ConfigureAwait(false);
        var changing = plan.ChangesIn(stage).Where(x => chosen(x.Node)).ToArray();
        RefuseUnknown(plan, stage);
        if (changing.Length == 0) return 0;
        RefuseUnfinished(stage, changing);
        DesiredNode[] changed = [.. changing.Select(x => FreshOf(x.Node))];
        try
        {
            await runner.ApplyAsync(stage, changing, node => RolloutOf(stage, node), control).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What failed is told, not that nobody agrees who leads after it.
            await LookAsync(changed, control.Abort).ConfigureAwait(false);
            throw;
        }

        await ObserveAsync(changed, control.Abort).ConfigureAwait(false);
        return changing.Length;
    }

    /// <summary>What Verify asks, per node of the selection; checks that compare nodes appear once.</summary>
    public IReadOnlyList<Check> Checks() =>
    [
        .. Topology.Nodes.Where(_parts.Selected)
            .SelectMany(node => ServicesOf(node).Concat(_parts.Roles.Of(node).SelectMany(x => x.Checks(Context(node, Live))))),
        .. SiteChecks.For(Topology, _fresh.ToDictionary(x => x.Node, x => x.DataDirectories)),
    ];

    private async Task ObserveAsync(IReadOnlyList<DesiredNode> nodes, CancellationToken cancellationToken)
    {
        var (start, told) = (_parts.Time.GetTimestamp(), false);
        while (await LookAsync(nodes, cancellationToken).ConfigureAwait(false) is { } disagreement)
        {
            if (_parts.Time.GetElapsedTime(start) >= Failover) throw disagreement;
            if (!told) _parts.Log($"{disagreement.Problem} ({disagreement.Where}); waiting up to {Failover.TotalSeconds:0} s for the failover to end");
            // What is known of the others may be older than the failover.
            (nodes, told) = (_fresh, true);
            await Task.Delay(TimeSpan.FromSeconds(1), _parts.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // Returns what is wrong when nodes disagree about who leads.
    private async Task<OperatorException?> LookAsync(IReadOnlyList<DesiredNode> nodes, CancellationToken cancellationToken)
    {
        var found = await _parts.Observe(nodes, cancellationToken).ConfigureAwait(false);
        // Groups of a stage are applied side by side.
        lock (_parts)
        {
            _observed = _observed.SetItems(found.Select(x => KeyValuePair.Create(x.Node, x)));
            _plan = null;
            try
            {
                Live = _parts.ReadLive(_observed.Values);
                Desired = [.. Compose(Live).Select(WithEquivalents)];
                return null;
            }
            catch (OperatorException disagreement)
            {
                return disagreement;
            }
        }
    }

    private Plan Compare()
    {
        StorageNames.Refuse(Topology, _observed.Values);
        var plan = new Planner(Desired, _observed.Values.Select(x => x.WithContentOf(FreshOf(x.Node))), _parts.Mask, _parts.Upgrade).Plan(Topology.Environment);
        return plan with
        {
            Warnings = [.. SecretAgreement.Differences(_fresh, _observed)],
            Nodes = [.. plan.Nodes.Where(x => _parts.Selected(x.Node)).OrderBy(x => x.Stage)],
        };
    }

    private ImmutableArray<DesiredNode> Compose(LiveState live) => [.. Topology.Nodes.Select(node => _parts.Roles.Compose(Context(node, live)))];

    private DesiredNode FreshOf(Node node) => _fresh.First(x => x.Node == node);

    private RoleContext Context(Node node, LiveState live) => new() { Node = node, Topology = Topology, Secrets = _parts.Secrets, Live = live };

    private DesiredNode WithEquivalents(DesiredNode desired)
    {
        if (desired.GitlabRb is null || RedisCluster.Of(desired.Node) is not { } cluster) return desired;
        var others = Topology.With(cluster.Role).Select(x => _parts.Roles.Compose(Context(desired.Node, Live.WithMaster(cluster, x.Address))));
        return desired with { Equivalents = [.. others.Select(x => (x.Files[0].Content.Sha256, x.Marker))] };
    }

    private async Task<NodePlan> ReplanAsync(NodePlan plan, CancellationToken cancellationToken)
    {
        var group = Topology.GroupOf(plan.Node).Nodes;
        await ObserveAsync([.. _fresh.Where(x => group.Contains(x.Node))], cancellationToken).ConfigureAwait(false);
        return (await PlanAsync(cancellationToken).ConfigureAwait(false)).Nodes.First(x => x.Node == plan.Node && x.Stage == plan.Stage);
    }

    private GroupRollout RolloutOf(Stage stage, Node any)
    {
        var group = Topology.GroupOf(any);
        if (stage == Stage.Prepare) return GroupRollout.Unordered;
        var neverRan = group.Nodes.All(NeverRan);
        var isFirst = neverRan || IsFirstDeployment;
        return new GroupRollout
        {
            Nodes = group.Nodes,
            NeverRan = neverRan,
            Of = node => [.. _parts.Roles.Of(node).Select(x => x.Rollout(Context(node, Live)))],
            Replan = ReplanAsync,
            Upgrades = _parts.Upgrade is not null,
            GatesOf = node =>
            [
                .. ServicesOf(node),
                .. _parts.Roles.Of(node).SelectMany(x => isFirst ? x.Ready(Context(node, Live)) : x.Gates(Context(node, Live))),
            ],
        };
    }

    private bool NeverRan(Node node) => _observed.GetValueOrDefault(node) is { Unreachable: null, Runs: false };

    // Until the last stage and the migration are through, what the gates ask of later stages cannot hold.
    private bool IsFirstDeployment
    {
        get
        {
            var last = _fresh.Max(x => x.Stage);
            return _fresh.Where(x => x.Stage == last).All(x => NeverRan(x.Node)) || (_parts.Upgrade is null && _fresh.Any(IsNotMigrated));
        }
    }

    private bool IsNotMigrated(DesiredNode desired) =>
        _observed.GetValueOrDefault(desired.Node) is { Unreachable: null, Mark: not null } observed
        && desired.Ensures.Any(x => x.Migrates && !observed.Ensured.GetValueOrDefault(x.Title));

    private IEnumerable<Check> ServicesOf(Node node) => ServiceChecks.For(FreshOf(node));

    /// <summary>Nothing sends clients to a node whose own checks have not held since it was changed.</summary>
    private void RefuseUnfinished(Stage stage, IEnumerable<NodePlan> changing)
    {
        var unfinished = changing
            .SelectMany(x => _parts.Roles.Of(x.Node).SelectMany(role => role.SendsClientsTo(Context(x.Node, Live))))
            .Distinct()
            .Where(x => FreshOf(x).Stage < stage && _observed.GetValueOrDefault(x)?.Mark is not { IsFinal: true })
            .Select(x => x.Name)
            .ToArray();
        if (unfinished.Length == 0) return;
        throw new OperatorException(
            $"{string.Join(", ", unfinished)}: the checks have not held since the last change, so nothing in {stage} may send clients there.",
            string.Join(", ", unfinished),
            $"Run ./build.sh Deploy --env {Topology.Environment.Name} without --limit: it resumes at these checks and says what is wrong.");
    }

    private static void RefuseUnknown(Plan plan, Stage stage)
    {
        var unknown = plan.Unknown.Where(x => x.Stage == stage || stage == Stage.Prepare).ToArray();
        if (unknown.Length == 0) return;
        throw new OperatorException(
            $"{unknown.Length} of {plan.Nodes.Select(x => x.Node).Distinct().Count()} nodes could not be asked, so nothing is changed in {stage}:"
                + string.Concat(unknown.Select(x => $"\n- {x.Node}: {x.Unknown}")),
            string.Join(", ", unknown.Select(x => x.Node.Name)),
            "Bring these nodes back, or leave them out with --limit.");
    }
}
