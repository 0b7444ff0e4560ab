using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Recovering;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Operations.Interaction;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Drills;
using GitLabHa.Reporting.Plans;
using GitLabHa.Reporting.Progress;
using GitLabHa.Reporting.Restores;
using GitLabHa.Reporting.Upgrades;
using GitLabHa.Reporting.Verifying;
using Spectre.Console;

namespace GitLabHa.Operations;

/// <summary>What a run prints, and keeps under artifacts/.</summary>
public sealed class Reports(IAnsiConsole console, string artifacts)
{
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();
    private readonly RunRecorder _recorder = new(TimeProvider.System);
    private bool _planShown;

    /// <summary>Prints to the terminal, or to what it is redirected to, and keeps files in a folder.</summary>
    public static Reports OnTerminal(string artifacts) =>
        new(ReportConsole.For(Terminal.Out, Terminal.IsOutputRedirected, null, Environment.GetEnvironmentVariable), artifacts);

    /// <summary>Where reports are printed.</summary>
    public IAnsiConsole Console => console;

    /// <summary>Told what happens.</summary>
    public IRunEvents Events => _recorder;

    /// <summary>Counts what nodes or the container engine take in the critical path, too, when it is no step of a plan.</summary>
    public async Task<T> AskAsync<T>(string what, Func<Task<T>> run, bool waits = false)
    {
        var start = TimeProvider.System.GetUtcNow();
        var result = await run();
        RecordDuration("all nodes", what, what.ToLowerInvariant(), waits, start);
        return result;
    }

    /// <summary>The same for what has just been done.</summary>
    public void RecordDuration(string node, string stage, string what, bool waits, DateTimeOffset from) =>
        _recorder.Record(new TimedStep(node, stage, what, waits, from, TimeProvider.System.GetUtcNow()));

    /// <summary>Shows what happens while this runs; nothing else may print meanwhile.</summary>
    public async Task<T> TellAsync<T>(Func<Task<T>> run)
    {
        var progress = RunProgress.For(Console, TimeProvider.System);
        _recorder.Next = progress;
        try
        {
            return await run();
        }
        finally
        {
            _recorder.Next = null;
            if (progress is IAsyncDisposable live) await live.DisposeAsync();
        }
    }

    /// <summary>Prints the plan before the first change of a run.</summary>
    public void ShowOnce(Plan plan)
    {
        if (_planShown) return;
        _planShown = true;
        Show(plan);
    }

    /// <summary>Prints the plan and keeps it as JSON and Markdown.</summary>
    public void Show(Plan plan)
    {
        new PlanReport(Console).Write(plan);
        using (var json = Create("plan.json")) PlanJson.Write(plan, json);
        using var markdown = new StreamWriter(Create("plan.md"));
        PlanMarkdown.Write(plan, markdown);
    }

    /// <summary>Prints each finding of the linter once.</summary>
    public void Show(IReadOnlyCollection<NodesFinding> findings) => new LintReport(Console).Write(findings);

    /// <summary>Prints what was read back from the nodes; nothing of it is kept.</summary>
    public void Show(RecoveredSecrets recovered, string place) => new RecoveryReport(Console).Write(recovered, place);

    /// <summary>Prints an upgrade path and keeps it as JSON and Markdown.</summary>
    public void Show(UpgradePath path)
    {
        new UpgradeReport(Console).Write(path);
        using (var json = Create("upgrade-path.json")) UpgradeJson.Write(path, json);
        using var markdown = new StreamWriter(Create("upgrade-path.md"));
        UpgradeMarkdown.Write(path, markdown);
    }

    /// <summary>Prints the order of an upgrade, and what each hop changes in the nodes' files.</summary>
    public void ShowHops(
        IEnumerable<UpgradeTier> order, IEnumerable<UpgradeHop> hops, Func<GitLabVersion, IReadOnlyCollection<DesiredNode>> at)
    {
        var report = new HopReport(Console);
        foreach (var hop in hops) report.Write(hop, at(hop.From), at(hop.To));
        report.Write(order);
    }

    /// <summary>Prints what a PostgreSQL major upgrade found, and its phases.</summary>
    public void Show(IEnumerable<DatabaseCluster> clusters, int major, IReadOnlyCollection<PostgresPhase> phases) =>
        new PostgresReport(Console).Write(clusters, major, phases);

    /// <summary>Prints what Verify found and keeps it as JSON and JUnit XML; tells whether the run must fail.</summary>
    public bool Show(string environment, IReadOnlyCollection<CheckOutcome> outcomes, string? standIns)
    {
        new VerifyReport(Console).Write(outcomes, standIns);
        using (var json = Create("verify.json")) VerifyJson.Write(environment, outcomes, json);
        using var junit = Create("verify.junit.xml");
        VerifyJUnit.Write(environment, outcomes, junit);
        return VerifyReport.Failed(outcomes);
    }

    /// <summary>Prints what fire drills showed.</summary>
    public void Show(IReadOnlyList<DrillResult> results) => new DrillReport(Console).Write(results);

    /// <summary>Keeps what fire drills showed as text and JSON, and the worst of them as a picture.</summary>
    public void Keep(IReadOnlyList<DrillResult> results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(artifacts, "drills")).FullName;
        var name = results[0].Scenario.Name;
        using (var text = new StreamWriter(File.Create(Path.Combine(folder, $"{name}.txt"))))
            new DrillReport(ReportConsole.Plain(text)).Write(results);
        using (var json = File.Create(Path.Combine(folder, $"{name}.json"))) DrillJson.Write(results, json);
        File.WriteAllText(
            Path.Combine(folder, $"{name}.svg"),
            DrillPicture.Draw(results.OrderBy(x => x.Passed).ThenByDescending(x => x.Outage.Duration).First()));
    }

    /// <summary>Prints what a restore drill showed and keeps it as text and JSON.</summary>
    public void Show(RestoreDrillResult result)
    {
        new RestoreDrillReport(Console).Write(result);
        using (var text = new StreamWriter(Create("restore-drill.txt"))) new RestoreDrillReport(ReportConsole.Plain(text)).Write(result);
        using var json = Create("restore-drill.json");
        RestoreDrillJson.Write(result, json);
    }

    /// <summary>Prints what a rehearsal showed and keeps it as text, JSON and picture.</summary>
    public void Show(RehearsalResult result)
    {
        new RehearsalReport(Console).Write(result);
        using (var text = new StreamWriter(Create("rehearsal.txt"))) new RehearsalReport(ReportConsole.Plain(text)).Write(result);
        using (var json = Create("rehearsal.json")) RehearsalJson.Write(result, json);
        File.WriteAllText(Path.Combine(artifacts, "rehearsal.svg"), RehearsalPicture.Draw(result));
    }

    /// <summary>Prints which steps made the run as long as it was.</summary>
    public void ShowCriticalPath() => CriticalPath.Of(_recorder.Steps, _start, TimeProvider.System.GetUtcNow()).Write(Console);

    private FileStream Create(string name) => File.Create(Path.Combine(Directory.CreateDirectory(artifacts).FullName, name));
}
