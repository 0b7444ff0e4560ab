using GitLabHa.Core;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IRehearse : IHazVersion, IHazScratchLab
{
    Target Rehearse => _ => _
        .Description("Upgrades a fresh lab hop by hop without downtime while clients read and write, then drills its last backup")
        .Requires(() => To)
        .Executes(async () =>
        {
            var result = await new Rehearsals(this, Session).RunAsync(From, To!);
            Session.Reports.Show(result);
            ReportSummary(_ => _.AddPair("Version", result.To).AddPair("Lost writes", result.Lost?.ToString() ?? "unknown"));
            if (!result.Passed)
                throw new OperatorException("The rehearsal did not pass.", Session.Environment.Name, "What was not as it must be stands above.");
        });
}
