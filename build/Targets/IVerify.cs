using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Reporting;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

internal interface IVerify : IHazEnvironment
{
    Target Verify => _ => _
        .Description("Asks every component whether it is healthy; exit code 1 when anything is red")
        .After<IMigrate>()
        .OnlyWhenDynamic(
            () => Session.Changed > 0 || Session.Unverified is not null || InvokedTargets.Any(x => x.Name == nameof(Verify)),
            "something changed, or an earlier run did not end healthy")
        .Executes(async () =>
        {
            if (Session is { Changed: 0, Unverified: { } run }) Log.Warning("No healthy Verify followed this run: {Run}", run);
            var outcomes = await Session.VerifyAsync();
            var red = Session.Reports.Show(Session.Environment.Name, outcomes, Session.Provider.Limitation);
            await ShowTopology();
            ReportSummary(_ => _.AddPair("Checks", outcomes.Count));
            if (red) throw new OperatorException("Not everything is healthy.", Session.Environment.Name, "What to do stands with each red line above.");
        });

    private async Task ShowTopology()
    {
        var deployment = await Session.DeploymentAsync();
        var desired = deployment.Desired.ToDictionary(x => x.Node);
        string? Mark(Node node) => RedisCluster.Of(node) is { } redis && node.Address == deployment.Live.MasterOf(redis) ? "Redis master"
            : node.Address == deployment.Live.PostgresLeader ? "PostgreSQL leader" : null;
        new TopologyReport(Session.Reports.Console).Write(
            Session.Topology.Nodes.Where(Session.Selection.Contains).Select(node => new TopologyRow(
                node,
                desired[node].Services.Count(x => deployment.Observed[node].Services.GetValueOrDefault(x)),
                desired[node].Services.Length,
                Mark(node))),
            Session.Provider.PublicUrl);
    }
}
