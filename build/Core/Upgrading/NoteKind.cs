namespace GitLabHa.Core.Upgrading;

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
