using System.Globalization;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>The steps that keep a node's record of its last run; see <see cref="Mark"/>.</summary>
public static class Marks
{
    private static readonly string Upgrade = Mark.Unfinished.Text + "-postgresql-";

    /// <summary>
    /// The steps, with the record opened before the first one and closed after the last. A change that only starts a service leaves
    /// nothing half applied: when it is cut short, only the gates are left to do.
    /// </summary>
    public static IReadOnlyList<Step> Around(IReadOnlyCollection<Step> steps, DesiredNode desired, NodeObservation observed)
    {
        if (steps.Count == 0) return [];
        Step[] own = [.. steps.Where(x => x is not Step.WriteMarker), Applied(desired, observed)];
        if (own.Length == 1) return own;
        var begun = observed switch
        {
            { Runs: false, Mark: null } => FirstRun(desired),
            { Mark: { } mark } when IsApplied(mark, desired) => ChangesFiles(steps) ? Begun(desired) : Waiting(desired, observed),
            _ => null,
        };
        return begun is null ? own : [begun, .. own];
    }

    /// <summary>Whether a record says that this very state, or an equivalent one, is applied.</summary>
    public static bool IsApplied(Mark? mark, DesiredNode desired) =>
        mark?.Applied is { } hash && (hash == desired.Marker || desired.Equivalents.Any(x => x.Marker == hash));

    /// <summary>The step after which the node counts as finished; it runs when the node's gates hold.</summary>
    public static Step.WriteMarker Applied(DesiredNode desired, NodeObservation observed) => Write(
        desired,
        new Mark(desired.Marker),
        IsApplied(observed.Mark, desired) && !observed.Mark!.IsFinal
            ? "the last run ended before its checks held"
            : "when its checks hold") with
    { Waiting = Mark.Waiting(desired.Marker, !observed.Runs) };

    /// <summary>The step that says that a change is under way.</summary>
    public static Step.WriteMarker Begun(DesiredNode desired) => Write(desired, Mark.Unfinished, "until all of it has succeeded");

    /// <summary>The same for a node that was never in service.</summary>
    public static Step.WriteMarker FirstRun(DesiredNode desired) => Write(desired, Mark.FirstRun, "until all of it has succeeded");

    /// <summary>The same for a PostgreSQL major upgrade, which the mark names: whoever comes next knows where it was going.</summary>
    public static Step.WriteMarker Begun(DesiredNode desired, int major) =>
        Write(desired, new Mark(Upgrade + major.ToString(CultureInfo.InvariantCulture)), "until all of it has succeeded");

    /// <summary>The major that a PostgreSQL upgrade under way goes to, or null.</summary>
    public static int? Upgrading(string mark) =>
        mark.StartsWith(Upgrade, StringComparison.Ordinal)
            && int.TryParse(mark[Upgrade.Length..], CultureInfo.InvariantCulture, out var major) ? major : null;

    private static Step.WriteMarker Waiting(DesiredNode desired, NodeObservation observed) =>
        Write(desired, Mark.Waiting(desired.Marker, !observed.Runs), "until its checks hold");

    private static bool ChangesFiles(IEnumerable<Step> steps) =>
        steps.Any(x => x is Step.WriteFile or Step.CopySharedFile or Step.RunCommand { Risk: not Risk.Safe });

    private static Step.WriteMarker Write(DesiredNode desired, Mark mark, string reason) =>
        new() { Node = desired.Node, Mark = mark, Reason = reason };
}
