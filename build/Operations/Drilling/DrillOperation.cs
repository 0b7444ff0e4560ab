using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Drilling;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Drills;
using Serilog;

namespace GitLabHa.Operations.Drilling;

/// <summary>Runs a fire drill, once or several times, and judges it by the objectives of the environment.</summary>
/// <param name="session">The run.</param>
/// <param name="scenario">The name of the drill, or null where none is named.</param>
/// <param name="repeat">How many times, 1 to 20.</param>
/// <param name="consent">The environment that may be broken, as the operator names it; null where none is named.</param>
public sealed class DrillOperation(Session session, string? scenario, int repeat, string? consent) : IOperation
{
    private readonly Found<Scenario> _scenario = new();
    private readonly List<DrillResult> _results = [];

    /// <inheritdoc />
    public string Name => "Drill";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("find the scenario", _ => FindAsync()),
        new("ask for consent", _ => RefuseWithoutConsentAsync()),
        new("find the site", _ => session.DeploymentAsync()),
        session.Locks,
        new("run the drill", RunAsync) { Changes = true },
        new("judge the drill", _ => JudgeAsync()),
    ];

    /// <summary>What the drills showed.</summary>
    public IReadOnlyList<DrillResult> Results => _results;

    private Task FindAsync()
    {
        _scenario.Value = session.Roles.Drills.FirstOrDefault(x => x.Name == scenario) ?? throw new OperatorException(
            "No fire drill is named.", "--scenario",
            $"Add --scenario with one of: {string.Join(", ", session.Roles.Drills.Select(x => x.Name))}");
        return Task.CompletedTask;
    }

    private Task RefuseWithoutConsentAsync()
    {
        var name = session.Environment.Name;
        if (repeat is < 1 or > 20)
            throw new OperatorException($"A drill cannot be repeated {repeat} times.", "--repeat", "Give a number from 1 to 20.");
        if (consent is not null && consent != name)
            throw new OperatorException(
                $"--yes-break names {consent}, and --env names {name}.",
                "--yes-break",
                "Name the environment that is to be broken in both.");
        if (!session.Provider.IsDisposable && consent is null)
            throw new OperatorException(
                $"A drill really breaks {name}, and {name} is no lab.", "--yes-break",
                $"If its users know and may be interrupted, add: --yes-break {name}");
        return Task.CompletedTask;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var runner = new DrillRunner(session, x => Log.Information("{Event}: {Words}", DrillReport.Word(x.Kind), x.Words));
        for (var run = 1; run <= repeat; run++)
        {
            Log.Information("{Scenario}, {Run} of {Repeat}", _scenario.Value.Name, run, repeat);
            _results.Add(await runner.RunAsync(_scenario.Value, cancellationToken));
            // What is known so far is kept, should a later run break off.
            session.Reports.Keep(_results);
        }

        session.Reports.Show(_results);
    }

    private Task JudgeAsync() => _results.TrueForAll(x => x.Passed)
        ? Task.CompletedTask
        : throw new OperatorException("The site did not pass the drill.", session.Environment.Name, "What failed is listed above.");
}
