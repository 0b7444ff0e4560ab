using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IProvision : IHazEnvironment
{
    Target Provision => _ => _
        .Description("Makes the machines: containers for a lab; hosts are there already")
        .Executes(async () =>
        {
            // A missing secret or a setting that GitLab refuses is told before a machine is made.
            await Session.ComposeAsync();
            var made = await Session.Reports.AskAsync("Provision", () => Session.Provider.EnsureAsync(Session.Stop));
            ReportSummary(_ => _.AddPair("Machines", made == 0 ? "all there" : $"{made} started"));
        });
}
