namespace GitLabHa.Core.Observing;

/// <summary>
/// What a node's record of its last run says. It is written before the first step of a change, when all steps have succeeded, and
/// when the node's gates hold, so that a run that ended in between is resumed where it ended.
/// </summary>
/// <param name="Text">The record as it is on the node.</param>
public sealed record Mark(string Text)
{
    /// <summary>Where a node keeps the record.</summary>
    public const string Path = "/var/lib/gitlab-ha/applied";

    private const string WaitingPrefix = "waiting-";
    private const string FirstPrefix = "first-";

    /// <summary>A change of a node that was in service is under way.</summary>
    public static Mark Unfinished { get; } = new("unfinished");

    /// <summary>The first run of a node is under way: it was never in service.</summary>
    public static Mark FirstRun { get; } = new(FirstPrefix + "run");

    /// <summary>Whether the node was never in service: its first run did not reach its end.</summary>
    public bool IsFirstRun => Text.StartsWith(FirstPrefix, StringComparison.Ordinal);

    /// <summary>Whether a change is under way or was cut short, so that what the node has is not known to be applied.</summary>
    public bool IsUnfinished => this == FirstRun || Text.StartsWith(Unfinished.Text, StringComparison.Ordinal);

    /// <summary>The hash of what was applied to the last step, whether or not the gates hold since; null while that is not known.</summary>
    public string? Applied =>
        IsUnfinished ? null : IsWaiting ? Text[(Text.IndexOf(WaitingPrefix, StringComparison.Ordinal) + WaitingPrefix.Length)..] : Text;

    /// <summary>Whether everything is applied and the gates have not held since.</summary>
    public bool IsWaiting =>
        Text.StartsWith(WaitingPrefix, StringComparison.Ordinal) || Text.StartsWith(FirstPrefix + WaitingPrefix, StringComparison.Ordinal);

    /// <summary>Whether the last run reached its end: all steps succeeded and the gates held.</summary>
    public bool IsFinal => !IsUnfinished && !IsWaiting;

    /// <summary>Everything with that hash is applied, and the gates have not held yet.</summary>
    public static Mark Waiting(string hash, bool firstRun) => new((firstRun ? FirstPrefix : "") + WaitingPrefix + hash);

    /// <inheritdoc />
    public override string ToString() => Text;
}
