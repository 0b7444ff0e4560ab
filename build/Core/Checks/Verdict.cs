namespace GitLabHa.Core.Checks;

/// <summary>The answer to a check.</summary>
/// <param name="Health">What was found.</param>
/// <param name="Evidence">What it rests on, in a line or a few: counts, names, the offending lines. Never a secret.</param>
/// <param name="Advice">What to do, when not healthy.</param>
public sealed record Verdict(Health Health, string Evidence, string? Advice = null)
{
    /// <summary>Whether it stays so until an operator acts: gates then stop waiting at once.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>Whether it only takes time, as copying data does: gates then wait for hours, and show how far it is.</summary>
    public bool IsProgress { get; init; }

    /// <summary>As it must be.</summary>
    public static Verdict Healthy(string evidence) => new(Health.Healthy, evidence);

    /// <summary>Works, but someone should look.</summary>
    public static Verdict Degraded(string evidence, string advice) => new(Health.Degraded, evidence, advice);

    /// <summary>Not as it must be.</summary>
    public static Verdict Unhealthy(string evidence, string advice) => new(Health.Unhealthy, evidence, advice);

    /// <summary>Could not be asked, or the answer was not understood.</summary>
    public static Verdict Unknown(string evidence, string advice) => new(Health.Unknown, evidence, advice);
}
