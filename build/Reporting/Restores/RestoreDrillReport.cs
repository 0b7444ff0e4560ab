using GitLabHa.Core.Rehearsing;
using Spectre.Console;

namespace GitLabHa.Reporting.Restores;

/// <summary>Prints the results of a restore drill: what was restored, and how it compares with the source.</summary>
public sealed class RestoreDrillReport(IAnsiConsole console)
{
    /// <summary>Prints it.</summary>
    public void Write(RestoreDrillResult result)
    {
        static long Rows(SourceFacts facts) => facts.Rows.Values.Sum(x => x.Count + x.Newer);
        var (backup, restored, source) = (result.Backup, result.Restored, result.Source);
        console.Line($"Restore drill of {backup.Environment}: {backup.Id}, {Verdict(result)}", "bold");
        console.Line(
            $"  lab           {result.Lab}, GitLab {backup.Version}-{backup.Edition}: deployed in {result.Deploying.Short()}, "
                + $"restored and verified in {result.Restoring.Short()}");
        console.Line($"  rows          {restored.RowCount} in {restored.Rows.Count} tables");
        console.Line(
            $"  repositories  {restored.Repositories.Count} with {restored.RefCount} refs; {backup.Repositories} by the "
                + "manifest");
        console.Line($"  probe         {Probe(result)}");
        console.Line(source is null
            ? $"  compared with the manifest alone: {result.Silence}"
            : $"  compared with {backup.Environment} as it runs now (GitLab {source.Version}): {Rows(source)} rows in "
                    + $"{source.Rows.Count} tables, {source.Repositories} repositories");
        foreach (var note in result.Comparison.Notes) console.Line($"  note: {note}", "grey");
        foreach (var difference in result.Comparison.Differences) console.Line($"  difference: {difference}", "red");
        console.Line(result.Passed ? "Passed" : "Failed", result.Passed ? "bold green" : "bold red");
    }

    private static string Verdict(RestoreDrillResult result) =>
        !result.Passed
            ? "not everything was restored"
            : result.Source is null ? "everything in its manifest was restored" : "everything was restored";

    private static string Probe(RestoreDrillResult result)
    {
        if (result.Probe is not { } probe) return "none";
        var compared = result.Source is not { } source ? ""
            : source.Probe == probe ? ", the same in the source" : ", different in the source";
        return $"{probe.Type} {probe.Id}, {probe.Bytes} bytes{compared}";
    }
}
