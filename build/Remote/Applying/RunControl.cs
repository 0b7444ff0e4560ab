namespace GitLabHa.Remote.Applying;

/// <summary>How a run is stopped: gently between steps, or at once.</summary>
/// <param name="Stop">Cancelled by the first Ctrl-C: the current step of each node finishes.</param>
/// <param name="Abort">Cancelled by the second one: what runs is ended.</param>
public sealed record RunControl(CancellationToken Stop, CancellationToken Abort);
