using System.Globalization;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>
/// The mark on a node says that everything was applied, so it must not say so while a change is under way: a run that is cut
/// short may leave files as they shall be and services that never read them.
/// </summary>
internal static class Marks
{
    /// <summary>What a node's mark says from the first step of a change to the last.</summary>
    internal const string Unfinished = "unfinished";

    private const string Upgrade = Unfinished + "-postgresql-";

    /// <summary>The steps, with the mark taken away before the first one and given back after the last, where they change more than themselves.</summary>
    internal static IReadOnlyList<Step> Around(IReadOnlyCollection<Step> steps, DesiredNode desired, NodeObservation observed)
    {
        var saysFinished = observed.Marker == desired.Marker || desired.Equivalents.Any(x => x.Marker == observed.Marker);
        if (!saysFinished || !steps.Any(x => x is Step.WriteFile or Step.CopySharedFile or Step.RunCommand { Risk: not Risk.Safe })) return [.. steps];
        return [Begun(desired), .. steps.Where(x => x is not Step.WriteMarker), Applied(desired)];
    }

    /// <summary>The step that says that everything was applied.</summary>
    internal static Step.WriteMarker Applied(DesiredNode desired) => Mark(desired, desired.Marker, "everything before succeeded");

    /// <summary>The step that says that a change is under way.</summary>
    internal static Step.WriteMarker Begun(DesiredNode desired) => Mark(desired, Unfinished, "until all of it has succeeded");

    /// <summary>The same for a PostgreSQL major upgrade, which the mark names: whoever comes next knows where it was going.</summary>
    internal static Step.WriteMarker Begun(DesiredNode desired, int major) => Mark(desired, Upgrade + major.ToString(CultureInfo.InvariantCulture), "until all of it has succeeded");

    /// <summary>The major that a PostgreSQL upgrade under way goes to, or null.</summary>
    internal static int? Upgrading(string mark) =>
        mark.StartsWith(Upgrade, StringComparison.Ordinal) && int.TryParse(mark[Upgrade.Length..], CultureInfo.InvariantCulture, out var major) ? major : null;

    private static Step.WriteMarker Mark(DesiredNode desired, string marker, string reason) => new() { Node = desired.Node, Marker = marker, Reason = reason };
}
