using GitLabHa.Core.Loading.Yaml;

namespace GitLabHa.Core.Loading;

/// <summary>Reads a node group: <c>environments/ENV/GROUP.yml</c>.</summary>
internal sealed class GroupFile(EnvironmentDraft draft, ProblemLog log)
{
    public void Read(string path, string shown)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (Rule.HostLabel(name) is not null)
            log.Add(Place.Whole(shown), "", "the file's name is the group's name: expected lower-case letters, digits and dashes");
        if (YamlFile.Read(path, shown, log) is not { } tree)
        {
            draft.Incomplete = true;
            return;
        }

        var reader = new MapReader(tree, "", log);
        var settings = reader.Map("settings");
        var group = new GroupDraft
        {
            Name = name,
            File = shown,
            Roles = Roles(reader),
            SettingsTree = settings,
            Settings = new SettingsReader(log).Read(settings),
        };
        ReadNodes(reader, group);
        reader.End();
        draft.Groups.Add(group);
    }

    private List<(string, Place)> Roles(MapReader reader)
    {
        var before = log.Count;
        var roles = new List<(string Text, Place)>();
        string[] known = [.. draft.Roles.Select(x => x.Name)];
        foreach (var (role, place) in reader.Texts("roles", required: true))
        {
            if (!known.Contains(role)) reader.Report(place, "roles", $"unknown role '{role}'{Nearest.Hint(role, known)}");
            else if (roles.Exists(x => x.Text == role)) reader.Report(place, "roles", $"{role} is listed twice");
            else roles.Add((role, place));
        }

        if (reader.Raw("roles") is YamlList { Items.Count: 0 } list) reader.Report(list.Place, "roles", "a group needs at least one role");
        if (log.Count > before || roles.Count == 0) draft.Incomplete = true;
        return roles;
    }

    private void ReadNodes(MapReader reader, GroupDraft group)
    {
        foreach (var item in reader.Items("nodes", required: true))
        {
            if (item is YamlMap map) group.Nodes.Add(Node(map, group));
            else Unreadable(reader, item);
        }

        if (reader.Raw("nodes") is YamlList { Items.Count: 0 } list) reader.Report(list.Place, "nodes", "a group needs at least one node");
        if (group.Nodes.Count == 0) draft.Incomplete = true;
    }

    private void Unreadable(MapReader reader, YamlValue item)
    {
        draft.Incomplete = true;
        reader.Report(item.Place, "nodes", $"expected {{ name: ..., address: ... }}, found {item.Kind}");
    }

    private NodeDraft Node(YamlMap map, GroupDraft group)
    {
        var reader = new MapReader(map, "nodes", log);
        var node = new NodeDraft
        {
            Tree = map,
            Group = group,
            Name = reader.Text("name", Rule.NodeName, required: true),
            Address = reader.Text("address", Rule.Address, required: true),
            SshHost = reader.Text("ssh_host", Rule.Argument),
            Storage = reader.Text("storage", Rule.Storage),
        };
        reader.End();
        return node;
    }
}
