using GitLabHa.Operations.Deploying;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IProvision : IHazEnvironment
{
    Target Provision => _ => _
        .Description("Makes the machines: containers for a lab; hosts are there already")
        .Executes(async () =>
        {
            var provision = new ProvisionOperation(Session);
            await Session.RunAsync(provision);
            ReportSummary(_ => _.AddPair("Machines", provision.Made == 0 ? "all there" : $"{provision.Made} started"));
        });
}
