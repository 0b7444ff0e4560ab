using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Lab;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IDestroy : IHazEnvironment
{
    Target Destroy => _ => _
        .Description("Removes a lab's machines and network; refused for machines the tool did not make")
        .Executes(async () =>
        {
            if (Session.Environment.Provider != Provider.Lab)
                throw new OperatorException(
                    $"The machines of {Session.Environment.Name} were not made by this tool, so it removes none.",
                    $"environments/{Session.Environment.Name}/environment.yml: provider",
                    "Remove them with whatever made them.");
            await Session.Connections.Value.CloseAsync(Session.Stop);
            var removed = await new LabProvider(Session.Topology, Session.State, _ => { }).DestroyAsync(Session.Stop);
            ReportSummary(_ => _.AddPair("Machines", $"{removed} removed"));
        });
}
