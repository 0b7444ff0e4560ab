using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GitLabHa.Core.Rendering;

/// <summary>A Ruby hash with string keys that keeps their order; equal when keys, order and values are.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Named after what it becomes in gitlab.rb.")]
public sealed record RubyMap : RubyValue, IEnumerable<KeyValuePair<string, RubyValue>>
{
    private readonly List<KeyValuePair<string, RubyValue>> _entries;

    private RubyMap(List<KeyValuePair<string, RubyValue>> entries) => _entries = entries;

    /// <summary>The map without entries.</summary>
    public static RubyMap Empty { get; } = new([]);

    /// <summary>How many entries it has.</summary>
    public int Count => _entries.Count;

    /// <summary>The value of a key, or null.</summary>
    public RubyValue? this[string key] => _entries.Find(x => x.Key == key).Value;

    /// <summary>A copy with the entries set: a key that exists keeps its place and takes the new value.</summary>
    public RubyMap With(params (string Key, RubyValue Value)[] entries)
    {
        var copy = new List<KeyValuePair<string, RubyValue>>(_entries);
        foreach (var (key, value) in entries)
        {
            var index = copy.FindIndex(x => x.Key == key);
            if (index < 0) copy.Add(new(key, value));
            else copy[index] = new(key, value);
        }

        return new RubyMap(copy);
    }

    /// <summary>Merges the other map into this one, maps recursively; everything else of the other wins.</summary>
    public RubyMap MergedWith(RubyMap other) => other.Aggregate(this, (map, entry) => map.With((
        entry.Key,
        map[entry.Key] is RubyMap mine && entry.Value is RubyMap theirs ? mine.MergedWith(theirs) : entry.Value)));

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, RubyValue>> GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(RubyMap? other) => other is not null && _entries.SequenceEqual(other._entries);

    /// <inheritdoc />
    public override int GetHashCode() => _entries.Count;
}
