using System.Collections.Immutable;
using GitLabHa.Core.Loading.Rules;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>Reads environments/NAME/*.yml; reports all problems at once, with file, line and column.</summary>
public static class EnvironmentLoader
{
    private const string MainFile = "environment.yml";

    /// <summary>The names of the environments, sorted: the folders that hold YAML files.</summary>
    public static IReadOnlyList<string> Names(string environmentsDirectory)
    {
        if (!Directory.Exists(environmentsDirectory)) return [];
        return [.. Directory.EnumerateDirectories(environmentsDirectory)
            .Where(x => YamlFiles(x).Any())
            .Select(x => Path.GetFileName(x))
            .Where(x => x[0] != '.')
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>One line per environment, valid or not.</summary>
    public static IReadOnlyList<EnvironmentSummary> List(string environmentsDirectory, ImmutableArray<RoleTraits> roles) =>
        [.. Names(environmentsDirectory).Select(name => Summary(environmentsDirectory, name, roles))];

    /// <summary>The environment, or <see cref="EnvironmentException"/> with every problem found.</summary>
    public static GitLabEnvironment Load(string environmentsDirectory, string name, ImmutableArray<RoleTraits> roles)
    {
        var names = Names(environmentsDirectory);
        if (!names.Contains(name)) throw Unknown(environmentsDirectory, name, names);
        var (draft, log) = Read(environmentsDirectory, name, roles);
        return log.Count == 0 ? draft.Build() : throw new EnvironmentException(name, log.Sorted);
    }

    /// <summary>The keys that the files of an environment may have, in every section that they contain.</summary>
    internal static IReadOnlyCollection<string> Keys(string environmentsDirectory, string name, ImmutableArray<RoleTraits> roles) =>
        Read(environmentsDirectory, name, roles).Log.Keys;

    private static EnvironmentException Unknown(string directory, string name, IReadOnlyCollection<string> names)
    {
        var near = Nearest.To(name, names) is { } nearest ? $"; did you mean {nearest}?" : "";
        var known = names.Count > 0 ? $"there are: {string.Join(", ", names)}" : "there are none";
        return new EnvironmentException(name, [new Problem(Shown(directory), 0, 0, "", $"no environment '{name}'{near} ({known})")]);
    }

    private static EnvironmentSummary Summary(string directory, string name, ImmutableArray<RoleTraits> roles)
    {
        var (draft, log) = Read(directory, name, roles);
        return log.Count > 0
            ? new EnvironmentSummary { Name = name, ProblemCount = log.Count }
            : new EnvironmentSummary { Name = name, Version = draft.Version, Provider = draft.Provider, NodeCount = draft.Nodes.Count() };
    }

    private static (EnvironmentDraft Draft, ProblemLog Log) Read(
        string environmentsDirectory, string name, ImmutableArray<RoleTraits> roles)
    {
        var directory = Path.GetFullPath(Path.Combine(environmentsDirectory, name));
        var shown = $"{Shown(environmentsDirectory)}/{name}";
        var log = new ProblemLog();
        var draft = new EnvironmentDraft { Name = name, Directory = directory, Roles = roles, File = $"{shown}/{MainFile}" };
        if (Rule.HostLabel(name) is not null)
            log.Add(Place.Whole(shown), "", "the folder's name is the environment's name: expected lower-case letters, digits and dashes");
        new EnvironmentFile(draft, log).Read(Path.Combine(directory, MainFile));
        var groups = new GroupFile(draft, log);
        foreach (var file in YamlFiles(directory).Where(x => Path.GetFileName(x) != MainFile))
            ReadGroup(groups, file, $"{shown}/{Path.GetFileName(file)}", log);
        if (draft.Groups.Count == 0 && !draft.Incomplete)
            log.Add(Place.Whole(shown), "", "no node groups: each is a file GROUP.yml with roles and nodes");
        CrossChecks.Run(draft, log);
        return (draft, log);
    }

    private static void ReadGroup(GroupFile groups, string file, string shown, ProblemLog log)
    {
        if (Path.GetExtension(file) == ".yml") groups.Read(file, shown);
        // Ignoring it would silently leave out nodes.
        else log.Add(Place.Whole(shown), "", "rename it: files of an environment end in .yml");
    }

    private static IEnumerable<string> YamlFiles(string directory) => Directory.EnumerateFiles(directory)
        .Where(x => Path.GetExtension(x) is ".yml" or ".yaml" && !Path.GetFileName(x).StartsWith('.'))
        .Order(StringComparer.Ordinal);

    private static string Shown(string environmentsDirectory) => Path.GetFileName(Path.TrimEndingDirectorySeparator(environmentsDirectory));
}
