using GitLabHa.Core.Recovering;
using GitLabHa.Reporting.Verifying;
using Spectre.Console;

namespace GitLabHa.Reporting.Restores;

/// <summary>Prints what RecoverSecrets read back from the nodes; never a value.</summary>
public sealed class RecoveryReport(IAnsiConsole console)
{
    /// <summary>Prints a row per secret and a summary.</summary>
    public void Write(RecoveredSecrets recovered, string place)
    {
        var table = Lines.Table("Secret", "Result", "Nodes", "Remark");
        foreach (var secret in recovered.All)
        {
            var (word, colour, remark) = Of(secret);
            table.AddRow(
                Lines.Cell(secret.Name), Lines.Cell(word, colour), Lines.Cell(VerifyReport.Named(secret.Nodes)), Lines.Cell(remark));
        }

        console.Show(table);
        console.Line(Summary(recovered, place), "bold");
    }

    /// <summary>How many were recovered, in a line.</summary>
    public static string Summary(RecoveredSecrets recovered, string place)
    {
        int Count(params ReadOnlySpan<RecoveryState> states)
        {
            var counted = states.ToArray();
            return recovered.All.Count(x => counted.Contains(x.State));
        }

        return $"{Count(RecoveryState.Recovered)} recovered into {place}, {Count(RecoveryState.Kept, RecoveryState.KeptThoughDiffering)} "
            + "already in the store, "
            + $"{Count(RecoveryState.New)} on no node yet, {Count(RecoveryState.Lost)} not recovered";
    }

    private static (string Word, string Colour, string Remark) Of(RecoveredSecret secret) => secret.State switch
    {
        RecoveryState.Recovered => ("recovered", "green", "all nodes that have it agree"),
        RecoveryState.Kept => ("kept", "default", "the store has it"),
        RecoveryState.KeptThoughDiffering =>
            ("kept", "yellow",
                "the store has a different value than these nodes; to use theirs, move the store away and rerun RecoverSecrets"),
        RecoveryState.New => ("new", "default", "no node has it; Deploy generates it"),
        _ => ("not recovered", "red", secret.Evidence),
    };
}
