using GitLabHa.Operations.Rehearsing;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IRehearse : IHazVersion, IHazScratchLab
{
    Target Rehearse => _ => _
        .Description("Upgrades a fresh lab hop by hop without downtime while clients read and write, then drills its last backup")
        .Requires(() => To)
        .Executes(async () =>
        {
            var rehearsal = new RehearseOperation(Session, Labs, From, To!);
            await Session.RunAsync(rehearsal);
            ReportSummary(
                _ => _.AddPair("Version", rehearsal.Result.To).AddPair("Lost writes", rehearsal.Result.Lost?.ToString() ?? "unknown"));
        });
}
