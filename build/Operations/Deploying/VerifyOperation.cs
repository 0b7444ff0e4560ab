using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Verifying;
using Serilog;

namespace GitLabHa.Operations.Deploying;

/// <summary>
/// Asks every component of a site whether it is healthy, and closes the record of an unverified run when all of them are.
/// </summary>
public sealed class VerifyOperation(Session session) : IOperation
{
    private readonly Found<IReadOnlyList<CheckOutcome>> _outcomes = new();

    /// <inheritdoc />
    public string Name => "Verify";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("name the run that was not verified",
            _ => NameUnverifiedRun()) { IsNeeded = () => session is { Changed: 0, Unverified: not null } },
        new("ask the checks", AskAsync),
        new("show the topology", ShowTopologyAsync),
        new("find the site healthy", _ => JudgeAsync()),
    ];

    /// <summary>How many checks were asked.</summary>
    public int Checks => _outcomes.Value.Count;

    private Task NameUnverifiedRun()
    {
        Log.Warning("No healthy Verify followed this run: {Run}", session.Unverified);
        return Task.CompletedTask;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        _outcomes.Value = await session.VerifyAsync(cancellationToken);
        session.Reports.Show(session.Environment.Name, _outcomes.Value, session.Provider.Limitation);
    }

    private async Task ShowTopologyAsync(CancellationToken cancellationToken)
    {
        var site = await session.ObserveAsync();
        var desired = site.Desired.ToDictionary(x => x.Node);
        new TopologyReport(session.Reports.Console).Write(
            session.Topology.Nodes.Where(session.Selection.Contains).Select(node => new TopologyRow(
                node,
                desired[node].Services.Count(x => site.Observed[node].Services.GetValueOrDefault(x)),
                desired[node].Services.Length,
                LeadershipOf(node, site))),
            session.Provider.PublicUrl);
    }

    private Task JudgeAsync() => VerifyReport.Failed(_outcomes.Value)
        ? throw new OperatorException("Not everything is healthy.", session.Environment.Name, "Each failed check above says what to do.")
        : Task.CompletedTask;

    private static string? LeadershipOf(Node node, ObservedSite site) =>
        RedisCluster.Of(node) is { } redis && node.Address == site.Live.MasterOf(redis) ? "Redis master"
        : node.Address == site.Live.PostgresLeader ? "PostgreSQL leader" : null;
}
