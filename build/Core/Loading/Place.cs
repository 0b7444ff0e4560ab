namespace GitLabHa.Core.Loading;

/// <summary>Where something is written; lines and columns count from 1.</summary>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary>A file as a whole.</summary>
    public static Place Whole(string file) => new(file, 0, 0);

    /// <summary>FILE:LINE:COLUMN, as editors and compilers write it.</summary>
    public string Exact => Line > 0 ? $"{File}:{Line}:{Column}" : File;

    /// <inheritdoc />
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}
