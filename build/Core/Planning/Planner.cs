using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Core.Planning;

/// <summary>Compares the desired state of nodes with what was found: pure, so that a preview and a run are the same.</summary>
public sealed class Planner
{
    private readonly ImmutableArray<DesiredNode> _desired;
    private readonly ImmutableDictionary<Node, NodeObservation> _observed;
    private readonly Func<string, string> _mask;
    private readonly UpgradeMode? _upgrade;

    /// <summary>
    /// Plans for these nodes; <paramref name="mask"/> hides secrets in what was found before it is kept for a diff.
    /// Only an <paramref name="upgrade"/> may change the version of what runs.
    /// </summary>
    public Planner(
        IEnumerable<DesiredNode> desired, IEnumerable<NodeObservation> observed, Func<string, string> mask, UpgradeMode? upgrade = null)
    {
        _upgrade = upgrade;
        _desired = [.. desired];
        _observed = observed.ToImmutableDictionary(x => x.Node);
        _mask = mask;
    }

    /// <summary>The plan of the whole environment: per node one entry for each stage that has something to do with it.</summary>
    public Plan Plan(GitLabEnvironment environment)
    {
        ImmutableArray<NodePlan> nodes = [.. _desired.SelectMany(PlanNode)];
        PackageRoom.Refuse(nodes, _observed);
        return new Plan { Environment = environment, Nodes = nodes };
    }

    private IEnumerable<NodePlan> PlanNode(DesiredNode desired)
    {
        var observed = _observed[desired.Node];
        NodePlan Entry(Stage stage, IEnumerable<Step> steps, string? unknown = null) => new()
        {
            Node = desired.Node,
            Stage = stage,
            Steps = [.. steps],
            NeverRan = !observed.Runs,
            Unknown = unknown,
        };
        NodePlan Own(NodeSteps from)
        {
            var own = from.Configure();
            return Entry(desired.Stage, own) with { Interrupts = from.Interrupts(own) };
        }

        if (observed.Unreachable is { } why) return [Entry(desired.Stage, [], why)];
        var steps = new NodeSteps(desired, observed, _observed, _mask, _upgrade is not null);
        if (_upgrade is { } mode)
        {
            var upgrade = new UpgradeSteps(steps, desired, observed, mode);
            return new[] { Entry(desired.Stage, upgrade.OwnTurn()), Entry(Stage.Migrate, upgrade.Migrate()) }.Where(
                x => x.HasChanges || x.Stage == desired.Stage);
        }

        return new[] { Entry(Stage.Prepare, steps.Prepare()), Own(steps), Entry(Stage.Migrate, steps.Migrate()) }
            .Where(x => x.HasChanges || x.Stage == desired.Stage);
    }
}
