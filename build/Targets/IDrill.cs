using GitLabHa.Core;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Drilling;
using GitLabHa.Reporting;
using GitLabHa.Roles;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

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
        .Description("Breaks something on purpose, watches, mends it, and judges by the environment's objectives")
        .Executes(async () =>
        {
            var scenario = RoleCatalog.Known.Drills.FirstOrDefault(x => x.Name == Scenario)
                ?? throw new OperatorException("No fire drill is named.", "--scenario", $"Add --scenario with one of: {string.Join(", ", RoleCatalog.Known.Drills.Select(x => x.Name))}");
            RefuseUnasked();
            var results = new List<DrillResult>();
            for (var run = 1; run <= Repeat; run++)
            {
                Log.Information("{Scenario}, {Run} of {Repeat}", scenario.Name, run, Repeat);
                results.Add(await (await DrillsAsync()).RunAsync(scenario, Session.Stop));
                // What is known so far is kept, should a later run break off.
                Session.Reports.Keep(results);
            }

            Session.Reports.Show(results);
            ReportSummary(_ => _.AddPair("Drills", $"{results.Count(x => x.Passed)} of {results.Count} passed"));
            if (results.Exists(x => !x.Passed))
                throw new OperatorException("The site did not stand the drill.", Session.Environment.Name, "What was not as it must be stands above.");
        });

    private async Task<DrillRunner> DrillsAsync()
    {
        var deployment = await Session.DeploymentAsync();
        await Session.LockAsync();
        return new DrillRunner(new DrillParts
        {
            Topology = Session.Topology,
            Secrets = await Session.SecretsAsync(),
            Connect = Session.Connections.Value.For,
            Live = deployment.RefreshAsync,
            Begin = Session.BeginChangesAsync,
            Verify = _ => Session.VerifyAsync(),
            HandOver = deployment.HandOver,
            Mask = (await Session.MaskAsync()).Mask,
            Log = x => Serilog.Log.Information("{Event}: {Words}", DrillReport.Word(x.Kind), x.Words),
        });
    }

    private void RefuseUnasked()
    {
        var name = Session.Environment.Name;
        if (Repeat is < 1 or > 20) throw new OperatorException($"A drill cannot be repeated {Repeat} times.", "--repeat", "Give a number from 1 to 20.");
        if (YesBreak is not null && YesBreak != name)
            throw new OperatorException($"--yes-break names {YesBreak}, and --env names {name}.", "--yes-break", "Name the environment that shall be broken in both.");
        if (!Session.Provider.IsDisposable && YesBreak is null)
            throw new OperatorException(
                $"A drill really breaks {name}, and {name} is no lab.", "--yes-break", $"If its users know and may be interrupted, add: --yes-break {name}");
    }
}
