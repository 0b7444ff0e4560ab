using GitLabHa.Core.Model;
using GitLabHa.Remote.Lab;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

internal interface IProvision : IHazEnvironment
{
    Target Provision => _ => _
        .Description("Makes the machines: containers for a lab; hosts are there already")
        .Executes(async () =>
        {
            if (Session.Environment.Provider != Provider.Lab) return;
            // A missing secret or a setting that GitLab refuses is told before a machine is made.
            await Session.ComposeAsync();
            var made = await Session.Reports.AskAsync("Provision", () => Lab.EnsureAsync(Session.Stop));
            ReportSummary(_ => _.AddPair("Machines", made == 0 ? "all there" : $"{made} started"));
        });

    /// <summary>The lab's machines.</summary>
    LabProvider Lab => new(Session.Topology, Session.State, line => Log.Information("{Line}", line));
}
