using System.Collections.Immutable;

namespace GitLabHa.Core.Rendering;

/// <summary>A Ruby array; equal when its items are.</summary>
public sealed record RubyList(ImmutableArray<RubyValue> Items) : RubyValue
{
    /// <inheritdoc />
    public bool Equals(RubyList? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc />
    public override int GetHashCode() => Items.Length;
}
