using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.IO;

/// <summary>A rooted and normalised path.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Paths are written with operators, as in NUKE.")]
public sealed class AbsolutePath
{
    private readonly string path;

    private AbsolutePath(string path) => this.path = path;

    /// <summary>The last part of the path.</summary>
    public string Name => Path.GetFileName(path);

    /// <summary>The last part of the path, without its extension.</summary>
    public string NameWithoutExtension => Path.GetFileNameWithoutExtension(path);

    /// <summary>The extension, with its dot.</summary>
    public string Extension => Path.GetExtension(path);

    /// <summary>The folder above, or nothing at the top.</summary>
    public AbsolutePath? Parent => Path.GetDirectoryName(path) is { } parent ? Create(parent) : null;

    /// <summary>Returns the text of a path.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?.path;

    /// <summary>Makes a path of a rooted text.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path) => path is null ? null : Create(path);

    /// <summary>Appends a part.</summary>
    public static AbsolutePath operator /(AbsolutePath left, string? right) => Create(Path.Combine(left.path, right ?? ""));

    /// <summary>Goes one folder up, as in path / ..</summary>
    public static AbsolutePath operator /(AbsolutePath left, Range range) =>
        range.Equals(Range.All) ? left.Parent ?? left : throw new ArgumentException("Only the range '..' has a meaning.", nameof(range));

    /// <summary>Appends text to the last part.</summary>
    public static AbsolutePath operator +(AbsolutePath left, string? right) => Create(left.path + right);

    /// <summary>Whether both have the same text.</summary>
    public static bool operator ==(AbsolutePath? a, AbsolutePath? b) => string.Equals(a?.path, b?.path, StringComparison.Ordinal);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(AbsolutePath? a, AbsolutePath? b) => !(a == b);

    /// <summary>Makes a path of a rooted text.</summary>
    public static AbsolutePath Create(string path)
    {
        if (!Path.IsPathRooted(path)) throw new ArgumentException($"Expected a rooted path, not '{path}'.", nameof(path));
        var full = Path.GetFullPath(path);
        return new AbsolutePath(full.Length > Path.GetPathRoot(full)!.Length ? Path.TrimEndingDirectorySeparator(full) : full);
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AbsolutePath other && this == other;

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(path);

    /// <inheritdoc />
    public override string ToString() => path;
}
