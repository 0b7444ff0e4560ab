using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IDestroy : IHazEnvironment
{
    Target Destroy => _ => _
        .Description("Removes a lab's machines and network; refused for machines the tool did not make")
        .Executes(async () =>
        {
            var removed = await Session.Provider.DestroyAsync(Session.Stop);
            await Session.Connections.CloseAsync(Session.Stop);
            ReportSummary(_ => _.AddPair("Machines", $"{removed} removed"));
        });
}
