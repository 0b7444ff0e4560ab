namespace GitLabHa.Core.Loading;

/// <summary>Collects problems, so that all are reported at once.</summary>
internal sealed class ProblemLog
{
    private readonly List<Problem> _problems = [];

    /// <summary>
    /// The full names of the keys that were looked for, such as <c>nodes.name</c>: those of a section only when it is present.
    /// </summary>
    public SortedSet<string> Keys { get; } = new(StringComparer.Ordinal);

    public int Count => _problems.Count;

    /// <summary>The problems in reading order.</summary>
    public IEnumerable<Problem> Sorted => _problems
        .OrderBy(x => x.File, StringComparer.Ordinal).ThenBy(x => x.Line).ThenBy(x => x.Column);

    public void Add(Place place, string key, string message) =>
        _problems.Add(new Problem(place.File, place.Line, place.Column, key, message));
}
