using GitLabHa.Operations.Drilling;
using GitLabHa.Roles;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IDrill : IHazEnvironment
{
    [Parameter("The fire drill", ValueProviderType = typeof(IDrill), ValueProviderMember = nameof(ScenarioNames))]
    string? Scenario => TryGetValue(() => Scenario);

    [Parameter("Drill so many times, 1 to 20; the report ends with median and worst")]
    int Repeat => TryGetValue<int?>(() => Repeat) ?? 1;

    [Parameter("Drill an environment that is no lab: its name, once more")]
    string? YesBreak => TryGetValue(() => YesBreak);

    IEnumerable<string> ScenarioNames => RoleCatalog.Known.Drills.Select(x => x.Name);

    Target Drill => _ => _
        .Description("Injects a fault, watches, removes it, and judges by the environment's objectives")
        .Executes(async () =>
        {
            var drill = new DrillOperation(Session, Scenario, Repeat, YesBreak);
            await Session.RunAsync(drill);
            ReportSummary(_ => _.AddPair("Drills", $"{drill.Results.Count(x => x.Passed)} of {drill.Results.Count} passed"));
        });
}
