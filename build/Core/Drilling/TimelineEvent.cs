namespace GitLabHa.Core.Drilling;

/// <summary>Something that happened in a drill.</summary>
public sealed record TimelineEvent(DateTimeOffset At, TimelineEventKind Kind, string Words);
