namespace GitLabHa.Core.Loading.Rules;

/// <summary>The groups of each role, and the first place that names it.</summary>
internal sealed class RoleIndex
{
    private readonly Dictionary<string, List<GroupDraft>> _groups = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<string, Place> _places = [];

    public RoleIndex(EnvironmentDraft draft)
    {
        foreach (var group in draft.Groups)
        {
            foreach (var (role, place) in group.Roles)
            {
                _places.TryAdd(role, place);
                _counts[role] = Count(role) + group.Nodes.Count;
                if (!_groups.TryGetValue(role, out var groups)) _groups[role] = groups = [];
                groups.Add(group);
            }
        }
    }

    public bool Has(string role) => _counts.ContainsKey(role);

    public int Count(string role) => _counts.GetValueOrDefault(role);

    public Place PlaceOf(string role) => _places[role];

    public IReadOnlyList<GroupDraft> GroupsOf(string role) => _groups.GetValueOrDefault(role) ?? [];
}
