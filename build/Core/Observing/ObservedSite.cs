using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Recovering;

namespace GitLabHa.Core.Observing;

/// <summary>
/// A site at one moment: what was found on its nodes and all that follows from it. A later moment is another value, so whoever
/// holds this one acts on what it was decided by.
/// </summary>
public sealed class ObservedSite
{
    private readonly PlanOptions _options;
    private readonly Lazy<Plan> _plan;
    private readonly Lazy<IReadOnlyList<Departure>> _departures;
    private readonly ImmutableArray<Node> _departing;

    /// <summary>Reads who leads from what was found; fails when the nodes disagree about it, as they do during a failover.</summary>
    public ObservedSite(DesiredSite site, PlanOptions options, ImmutableDictionary<Node, NodeObservation> observed)
    {
        (Site, _options, Observed) = (site, options, observed);
        Record = SiteRecord.Newest(observed.Values.Select(x => x.Record).Append(options.Record));
        Live = LiveStateReader.Read([.. observed.Values]);
        Desired = [.. site.Compose(Live).Select(WithEquivalents)];
        var named = site.Topology.Nodes.ToDictionary(x => x.Name);
        _departing = [.. Record.Nodes.Where(x => !named.TryGetValue(x.Name, out var now) || x.Roles.Except(now.Roles).Any())];
        _plan = new(Compare);
        _departures = new(() => [.. _departing.Select(DepartureOf)]);
    }

    /// <summary>What the site is to be.</summary>
    public DesiredSite Site { get; }

    /// <summary>Who has which role.</summary>
    public Topology Topology => Site.Topology;

    /// <summary>What was found, by node.</summary>
    public ImmutableDictionary<Node, NodeObservation> Observed { get; }

    /// <summary>The nodes that the site has, as the runs before recorded them.</summary>
    public SiteRecord Record { get; }

    /// <summary>The nodes that give up roles: they are no longer in the files, or their groups have fewer roles.</summary>
    public IReadOnlyList<Departure> Departures => _departures.Value;

    /// <summary>Who leads, as the running cluster says.</summary>
    public LiveState Live { get; }

    /// <summary>The desired state of each node, following the leaders.</summary>
    public ImmutableArray<DesiredNode> Desired { get; }

    /// <summary>
    /// What a run would change. Refused with an <see cref="OperatorException"/> when a change would lose data, such as a renamed storage.
    /// </summary>
    public Plan Plan => _plan.Value;

    /// <summary>Which run changed the site without a healthy Verify since, or null.</summary>
    public string? Unverified => Observed.Values.Select(x => x.Unverified).FirstOrDefault(x => x is not null);

    /// <summary>The address of the PostgreSQL leader; an error where Patroni names none.</summary>
    public string PostgresLeader =>
        Live.PostgresLeader ?? throw new OperatorException("Patroni names no PostgreSQL leader.", Topology.Environment.Name, NotHealthy);

    /// <summary>The site at a later moment, of which these nodes were observed again.</summary>
    public ObservedSite With(IEnumerable<NodeObservation> found) =>
        new(Site, _options, Observed.SetItems(found.Select(x => KeyValuePair.Create(x.Node, x))));

    /// <summary>Whether a node that gives up roles was observed with these.</summary>
    public bool IsObserved(Departure departure) =>
        Observed.GetValueOrDefault(departure.Node)?.Node.Roles.SequenceEqual(departure.Known.Roles) == true;

    /// <summary>Whether a node answered.</summary>
    public bool Answers(Node node) => Observed.GetValueOrDefault(node) is { Unreachable: null };

    /// <summary>Whether a node answered and was never brought up.</summary>
    public bool NeverRan(Node node) => Observed.GetValueOrDefault(node) is { Unreachable: null, Runs: false };

    /// <summary>The first node with a role that answers and was brought up once; an error when there is none.</summary>
    public Node FirstThatRuns(string role) =>
        Topology.With(role).FirstOrDefault(x => Answers(x) && Observed[x].Runs) ?? throw new OperatorException(
        $"None of {string.Join(", ", Topology.With(role))} answers and was ever deployed.", Topology.Environment.Name, NotHealthy);

    /// <summary>How a rollout moves the primary of a node's service elsewhere.</summary>
    public HandOver HandOver(Node node) => Rollouts(node).Select(x => x.HandOver).OfType<HandOver>().First();

    /// <summary>How a change rolls over the nodes of its group, as its roles say.</summary>
    public IReadOnlyList<Rollout> Rollouts(Node node) => [.. RolesOf(node).Select(x => x.Rollout(ContextOf(node)))];

    /// <summary>What must hold after a node was changed. A node that never ran is no member yet, and no other node waits for it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="together">The nodes that were changed with it, itself included.</param>
    /// <param name="first">Whether later stages are not there yet.</param>
    public IReadOnlyList<Check> GatesOf(Node node, IReadOnlyCollection<Node> together, bool first)
    {
        var context = ContextOf(node);
        if (first) return [.. ServicesOf(node), .. RolesOf(node).SelectMany(x => x.Ready(context))];
        context = context with { Topology = Topology.Only(x => !NeverRan(x) || together.Contains(x)) };
        return
        [
            .. ServicesOf(node),
            .. RolesOf(node).SelectMany(x => x.Gates(context).Concat(NeverRan(node) ? x.Arrival(context) : [])),
        ];
    }

    /// <summary>What Verify asks, per node of the selection; checks that compare nodes appear once.</summary>
    public IReadOnlyList<Check> Checks() =>
    [
        .. Topology.Nodes.Where(_options.Selected)
            .SelectMany(node => ServicesOf(node).Concat(RolesOf(node).SelectMany(x => x.Checks(ContextOf(node))))),
        .. SiteChecks.For(Topology, Site.Fresh.ToDictionary(x => x.Node, x => x.DataDirectories)),
    ];

    /// <summary>What goes on in the background after an upgrade and must be finished before the next one.</summary>
    public IReadOnlyList<Check> BackgroundWork() =>
        [.. Topology.Nodes.SelectMany(node => RolesOf(node).SelectMany(x => x.BackgroundWork(ContextOf(node))))];

    /// <summary>What must hold on the node that restores a backup before it writes repositories.</summary>
    public IReadOnlyList<Check> BeforeRestore(Node node) => [.. RolesOf(node).SelectMany(x => x.BeforeRestore(ContextOf(node)))];

    /// <summary>Whether the site is brought up for the first time: what gates ask of later stages cannot hold yet.</summary>
    public bool IsFirstDeployment
    {
        get
        {
            var last = Site.Fresh.Max(x => x.Stage);
            return Site.Fresh.Where(x => x.Stage == last).All(x => NeverRan(x.Node))
                || (_options.Upgrade is null && Site.Fresh.Any(IsNotMigrated));
        }
    }

    /// <summary>Whether this is an upgrade, which alone may change the version of what runs.</summary>
    public bool IsUpgrade => _options.Upgrade is not null;

    /// <summary>
    /// Refuses a stage when a node of it could not be asked, or when it would send clients to a node whose own checks have not held.
    /// </summary>
    public void RefuseStage(Stage stage, IReadOnlyCollection<NodePlan> changing)
    {
        RefuseUnknown(stage);
        RefuseUnfinished(stage, changing);
    }

    private string NotHealthy =>
        $"See what is wrong with ./build.sh Verify --env {Topology.Environment.Name}; an environment that was never deployed needs "
            + "Deploy first.";

    private IReadOnlyCollection<Role> RolesOf(Node node) => Site.Roles.Of(node);

    private RoleContext ContextOf(Node node) => Site.Context(node, Live) with { Departing = _departing };

    private IEnumerable<Check> ServicesOf(Node node) => ServiceChecks.For(Site.FreshOf(node));

    private Plan Compare()
    {
        StorageNames.Refuse(Topology, Observed.Values);
        DepartureRules.Refuse(this);
        var observed = Topology.Nodes.Select(x => Observed[x].WithContentOf(Site.FreshOf(x)));
        var plan = new Planner(Desired, observed, _options.Mask.Mask, _options.Upgrade).Plan(Topology.Environment);
        return plan with
        {
            Warnings = [.. SecretAgreement.Differences(Site.Fresh, Observed), .. Rotating()],
            Nodes =
            [
                .. plan.Nodes.Where(x => _options.Selected(x.Node)).Select(WithHandOver).Concat(Leaving()).OrderBy(x => x.Stage),
            ],
        };
    }

    private IEnumerable<string> Rotating()
    {
        var rotation = Site.Secrets.Rotation;
        if (rotation.Names.IsEmpty) yield break;
        yield return $"a rotation is under way, at {rotation.Phase}: {string.Join(", ", rotation.Names)}; "
            + $"./build.sh RotateSecret --env {Topology.Environment.Name} --all resumes it";
    }

    // An upgrade changes the version of what runs, and nothing else; --limit names nodes of the files.
    private IEnumerable<NodePlan> Leaving() => IsUpgrade || !Topology.Nodes.All(_options.Selected)
        ? []
        : Departures.Where(IsObserved).SelectMany(PlansOf);

    /// <summary>
    /// How the site goes on without a node that stays in the files, as while its machine is replaced. Refused with an
    /// <see cref="OperatorException"/> when only this node has data, or when a quorum would be gone.
    /// </summary>
    public Departure Without(Node node)
    {
        var others = Topology.Only(x => x != node && Answers(x) && Observed[x].Runs);
        // Among the others it would have another storage.
        node = Topology.WithStorages([node]).Single();
        var context = new RoleContext { Node = node, Topology = others, Secrets = Site.Secrets, Live = Live, Departing = [node] };
        var departure = new Departure(node, node, [.. RolesOf(node)], true, context) { Reason = $"the machine of {node} is replaced" };
        DepartureRules.Refuse(this, departure);
        return departure;
    }

    /// <summary>The entries of the plan by which a node leaves.</summary>
    public IReadOnlyList<NodePlan> PlansOf(Departure departure) => [.. new DepartureSteps(departure, Observed[departure.Node]).Plans()];

    private Departure DepartureOf(Node known)
    {
        var now = Topology.Nodes.FirstOrDefault(x => x == known);
        var node = now is null ? known : known with { Address = now.Address, SshHost = now.SshHost };
        var stay = Topology.Only(x => Answers(x) && Observed[x].Runs);
        var context = new RoleContext { Node = node, Topology = stay, Secrets = Site.Secrets, Live = Live, Departing = _departing };
        ImmutableArray<Role> lost = [.. Site.Roles.Of(known).Where(x => now is null || !Site.Roles.Of(now).Contains(x))];
        return new Departure(now ?? known, node, lost, now is null, context)
        {
            Reason = now is null ? $"no file names {known} any more" : $"{known} gives up {string.Join(", ", lost.Select(x => x.Name))}",
        };
    }

    private NodePlan WithHandOver(NodePlan plan)
    {
        if (!plan.NeedsHandOver || plan.NeverRan || plan.Stage != Site.FreshOf(plan.Node).Stage) return plan;
        if (Topology.GroupOf(plan.Node).Nodes.Length < 2) return plan;
        var held = Rollouts(plan.Node).Select(x => x.HandOver).OfType<HandOver>().FirstOrDefault(x => x.IsHeld);
        return plan with { HandsOver = held?.Primary };
    }

    private DesiredNode WithEquivalents(DesiredNode desired)
    {
        if (desired.GitlabRb is null || RedisCluster.Of(desired.Node) is not { } cluster) return desired;
        var others = Topology.With(cluster.Role)
            .Select(x => Site.Roles.Compose(Site.Context(desired.Node, Live.WithMaster(cluster, x.Address))));
        return desired with { Equivalents = [.. others.Select(x => (x.Files[0].Content.Sha256, x.Marker))] };
    }

    private bool IsNotMigrated(DesiredNode desired) =>
        Observed.GetValueOrDefault(desired.Node) is { Unreachable: null, Mark: { } mark } observed
        && desired.Ensures.Any(x => x.Migrates && !observed.Ensured.GetValueOrDefault(x.Title))
        // One that is added before nodes that run finds the schema migrated.
        && !(mark.IsFirstRun && Topology.GroupOf(desired.Node).Nodes.Any(x => Answers(x) && Observed[x].Runs));

    private void RefuseUnfinished(Stage stage, IEnumerable<NodePlan> changing)
    {
        var unfinished = changing
            .SelectMany(x => RolesOf(x.Node).SelectMany(role => role.SendsClientsTo(ContextOf(x.Node))))
            .Distinct()
            .Where(x => Site.FreshOf(x).Stage < stage && Observed.GetValueOrDefault(x)?.Mark is not { IsFinal: true })
            .Select(x => x.Name)
            .ToArray();
        if (unfinished.Length == 0) return;
        throw new OperatorException(
            $"{string.Join(", ", unfinished)}: the checks have not held since the last change, so nothing in {stage} may send clients "
                + "there.",
            string.Join(", ", unfinished),
            $"Run ./build.sh Deploy --env {Topology.Environment.Name} without --limit: it resumes at these checks and says what is wrong.");
    }

    private void RefuseUnknown(Stage stage)
    {
        var unknown = Plan.Unknown.Where(x => x.Stage == stage || stage == Stage.Prepare).ToArray();
        if (unknown.Length == 0) return;
        throw new OperatorException(
            $"{unknown.Length} of {Plan.Nodes.Select(x => x.Node).Distinct().Count()} nodes could not be asked, so nothing is changed in "
                + $"{stage}:"
                + string.Concat(unknown.Select(x => $"\n- {x.Node}: {x.Unknown}")),
            string.Join(", ", unknown.Select(x => x.Node.Name)),
            "Bring these nodes back, or leave them out with --limit.");
    }
}
