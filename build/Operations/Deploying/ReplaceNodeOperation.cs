using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using Serilog;

namespace GitLabHa.Operations.Deploying;

/// <summary>
/// Replaces the machine of a node, dead or sick, by an empty one: the old one is stopped and forgotten, so that it neither leads nor
/// serves again, and the new one is rebuilt from the others. Run again, it begins anew.
/// </summary>
/// <param name="session">The run.</param>
/// <param name="name">The node, or null where none is named.</param>
public sealed class ReplaceNodeOperation(Session session, string? name) : IOperation
{
    private readonly Found<Node> _node = new();
    private readonly Found<Deployment> _deployment = new();
    private readonly Found<Departure> _departure = new();

    /// <inheritdoc />
    public string Name => "ReplaceNode";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("find the node", _ => FindAsync()),
        session.Locks,
        new("require that the others can do without it", RequireOthersAsync),
        new("stop it, and make the others forget it", TakeOutAsync) { Changes = true },
        new("replace its machine", ReplaceAsync) { Changes = true },
        new("bring it up from the others", _ => BringUpAsync()) { Changes = true },
    ];

    private Task FindAsync()
    {
        session.Selection.RequireEverything("A machine is replaced beside all others.");
        string[] names = [.. session.Topology.Nodes.Select(x => x.Name)];
        var near = Nearest.To(name ?? "", names) is { } nearest ? $"Did you mean {nearest}? " : "";
        _node.Value = session.Topology.Nodes.FirstOrDefault(x => x.Name == name) ?? throw new OperatorException(
            name is null ? "No node is named." : $"There is no node named {name}.",
            "--node",
            $"{near}There are: {string.Join(", ", names)}");
        return Task.CompletedTask;
    }

    private async Task RequireOthersAsync(CancellationToken cancellationToken)
    {
        _deployment.Value = await session.DeploymentAsync();
        var site = await _deployment.Value.ObserveAsync(cancellationToken);
        var node = _node.Value;
        foreach (var role in node.Roles.Where(x => session.Topology.With(x).Length == 1))
            Log.Warning("{Node} is the only node with the role {Role}: what it serves is not there meanwhile", node.Name, role);
        if (!site.Answers(node)) Log.Warning("{Node} does not answer: switch its machine off, so that it does not come back", node.Name);
        _departure.Value = site.Without(node);
        await _deployment.Value.ProveAsync([_departure.Value], cancellationToken);
    }

    private async Task TakeOutAsync(CancellationToken cancellationToken) =>
        await session.Reports.TellAsync(async () =>
        {
            await _deployment.Value.TakeOutAsync(_departure.Value, session.Runner(_deployment.Value), session.Control);
            return true;
        });

    private async Task ReplaceAsync(CancellationToken cancellationToken) => await session.Reports.AskAsync("Provision", async () =>
    {
        await session.Provider.ReplaceAsync(_node.Value, cancellationToken);
        return true;
    });

    private async Task BringUpAsync()
    {
        await session.RefreshAsync(session.Stop);
        foreach (var stage in Enum.GetValues<Stage>()) await session.ApplyAsync(stage);
    }
}
