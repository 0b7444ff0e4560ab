namespace GitLabHa.Core.Drilling;

/// <summary>The times of a client.</summary>
/// <param name="Longest">After this it ends by itself.</param>
/// <param name="Patience">How long it waits for an answer before it counts the attempt as failed, in whole seconds.</param>
public sealed record ClientTimes(TimeSpan Longest, TimeSpan Patience)
{
    /// <summary>The patience of one that looks for the end of an outage: if it hangs it finds out soon that all is well again.</summary>
    public static TimeSpan Restless { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The patience of a user, who still gets the page when it comes late.</summary>
    public static TimeSpan User { get; } = TimeSpan.FromSeconds(10);
}
