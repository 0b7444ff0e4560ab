using System.Xml.Linq;
using GitLabHa.Core;
using GitLabHa.Operations.Interaction;
using GitLabHa.Remote.Processes;
using GitLabHa.Reporting;
using Nuke.Common;
using Nuke.Common.IO;
using Serilog;

internal interface ITest : INukeBuild
{
    private static readonly string[] Suites = ["unit", "services", "integration"];

    private const int SlowestShown = 10;

    [Parameter("The test suite to run alone: unit, services or integration",
        ValueProviderType = typeof(ITest), ValueProviderMember = nameof(SuiteNames))]
    string? Suite => TryGetValue(() => Suite);

    IEnumerable<string> SuiteNames => Suites;

    Target Test => _ => _
        .Description("Runs the unit, services and integration tests; results as trx and JUnit XML under artifacts/tests")
        .DependsOn<ILint>()
        .Executes(async () =>
        {
            string[] suites = [.. Suites.Where(x => Suite is null || Suite == x)];
            await TestPrograms.EnsureAsync(suites, RootDirectory / ".state" / "tests", Interrupt.Control.Stop);
            var total = TestCount.None;
            var durations = new List<(string Test, TimeSpan Duration)>();
            foreach (var suite in suites)
            {
                var trx = await RunSuite(suite);
                total += TestCount.Report(trx);
                durations.AddRange(TestCount.Durations(trx));
            }

            foreach (var (test, duration) in durations.OrderByDescending(x => x.Duration).Take(SlowestShown))
                Log.Information("{Seconds,6:0.0} s  {Test}", duration.TotalSeconds, test);
            // The last line of standard output, so that any CI finds it.
            Terminal.Out.WriteLine(total);
            if (total.Failed > 0 || total.Passed == 0)
                throw new OperatorException($"{total}", "tests/", "The failures are named above and in artifacts/tests/*.trx.");
        });

    private async Task<XDocument> RunSuite(string suite)
    {
        var project = char.ToUpperInvariant(suite[0]) + suite[1..];
        var results = RootDirectory / "artifacts" / "tests";
        var trx = results / $"{suite}.trx";
        trx.DeleteFile();
        Log.Information("Running the {Suite} tests", suite);
        var run = await (Program.Of(
            "dotnet", "test", RootDirectory / "tests" / project, "-c", "Release", "--nologo", "--results-directory", results,
            "--logger", $"trx;LogFileName={suite}.trx", "--logger", "console;verbosity=normal",
            // The form that GitLab shows in merge requests: https://docs.gitlab.com/ci/testing/unit_test_report_examples/#net-example
            "--logger", $"junit;LogFileName={suite}.junit.xml;MethodFormat=Class;FailureBodyFormat=Verbose") with
        {
            Timeout = TimeSpan.FromMinutes(60),
            OnLine = new TestProgress(suite, TimeProvider.System).Take,
        }).RunAsync(CancellationToken.None);
        if (!trx.FileExists())
            throw new OperatorException(
                $"The {suite} tests did not run.\n{run.Output}{run.Error}", project, "Correct what prevents their build.");
        return XDocument.Load(trx);
    }
}
