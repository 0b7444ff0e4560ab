using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>What an operator should know of a version before going there.</summary>
public sealed record VersionNote
{
    /// <summary>What kind of thing it is.</summary>
    public required NoteKind Kind { get; init; }

    /// <summary>The first version concerned.</summary>
    public required GitLabVersion Since { get; init; }

    /// <summary>The first patch that is free of it; null when all later versions are concerned.</summary>
    public GitLabVersion? Until { get; init; }

    /// <summary>What it is, and what to do.</summary>
    public required string Text { get; init; }

    /// <summary>Where that is written.</summary>
    public required string Source { get; init; }

    /// <summary>Whether a hop meets it: by passing what lasts, or by ending on a patch to stay off.</summary>
    public bool Concerns(GitLabVersion from, GitLabVersion to) =>
        Until is { } until ? to >= Since && to < until : from < Since && to >= Since;
}

/// <summary>The kinds of what there is to know of a version.</summary>
public enum NoteKind
{
    /// <summary>Something behaves otherwise from there on.</summary>
    Notice,

    /// <summary>An operating system is no longer supplied with packages.</summary>
    System,

    /// <summary>Something breaks unless it is avoided.</summary>
    Trap,
}
