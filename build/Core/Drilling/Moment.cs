namespace GitLabHa.Core.Drilling;

/// <summary>Something that happened in a drill.</summary>
public sealed record Moment(DateTimeOffset At, MomentKind Kind, string Words);
