namespace GitLabHa.Operations;

/// <summary>A named part of an operation.</summary>
/// <param name="Name">What it does, as a phrase in the imperative; named when it fails.</param>
/// <param name="RunAsync">Does it.</param>
public sealed record Phase(string Name, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>
    /// Whether it changes the site or its data. Whatever can refuse an operation comes before the first phase that does, and the
    /// environment is locked by then.
    /// </summary>
    public bool Changes { get; init; }

    /// <summary>Whether it is needed, asked when its turn comes.</summary>
    public Func<bool> IsNeeded { get; init; } = () => true;

    /// <summary>Removes what it left, when it or a later phase fails.</summary>
    public Func<Task>? OnFailure { get; init; }

    /// <summary>Ends what it opened when the operation is over, however that went.</summary>
    public Func<Task>? Finally { get; init; }
}
