using GitLabHa.Operations.Deploying;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IDestroy : IHazEnvironment
{
    Target Destroy => _ => _
        .Description("Removes a lab's machines and network; refused for machines the tool did not make")
        .Executes(async () =>
        {
            var destroy = new DestroyOperation(Session);
            await Session.RunAsync(destroy);
            ReportSummary(_ => _.AddPair("Machines", $"{destroy.Removed} removed"));
        });
}
