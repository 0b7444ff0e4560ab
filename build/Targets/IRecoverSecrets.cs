using GitLabHa.Operations.Secrets;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IRecoverSecrets : IHazEnvironment
{
    Target RecoverSecrets => _ => _
        .Description("Reads secrets that the store lacks back from the nodes that run with them; changes no node")
        .Executes(async () =>
        {
            var recovery = new RecoverSecretsOperation(Session);
            await Session.RunAsync(recovery);
            ReportSummary(_ => _.AddPair("Secrets", $"{recovery.Recovered} recovered"));
        });
}
