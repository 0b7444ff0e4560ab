using System.Collections.Concurrent;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Linting;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>A site with one node that has several roles and, for every other role, one node with that role alone.</summary>
internal sealed class SharedNode
{
    private static readonly ConcurrentDictionary<string, SharedNode> Loaded = [];

    private readonly IReadOnlyList<string> _roles;
    private readonly GitLabEnvironment? _environment;

    private SharedNode(IReadOnlyList<string> roles)
    {
        _roles = roles;
        using var environments = new TemporaryEnvironments();
        environments.Write(
            "site/environment.yml",
            "gitlab: { edition: ee, version: 18.2.8, external_url: https://gitlab.example.com }\nprovider: hosts\n");
        environments.Write("site/shared.yml", Group(roles, "shared", 10));
        foreach (var (role, i) in RoleCatalog.Known.Traits.Select(x => x.Name).Except(roles).Select((x, i) => (x.Replace('_', '-'), i)))
            environments.Write($"site/{role}.yml", Group([role.Replace('-', '_')], role, 20 + i));
        Problems = environments.Problems("site");
        if (Problems.Count == 0) _environment = environments.Load("site");
    }

    /// <summary>What Validate says of its files; none when it accepts them.</summary>
    internal IReadOnlyList<string> Problems { get; }

    internal static SharedNode Of(params string[] roles) => Loaded.GetOrAdd(string.Join(", ", roles), _ => new SharedNode(roles));

    /// <summary>All sets of up to <paramref name="size"/> roles.</summary>
    internal static IEnumerable<string[]> Sets(int size)
    {
        string[][] sets = [[]];
        foreach (var role in RoleCatalog.Known.Traits.Select(x => x.Name))
            sets = [.. sets, .. sets.Where(x => x.Length < size).Select(x => (string[])[.. x, role])];
        return sets.Where(x => x.Length > 0);
    }

    /// <summary>What the node becomes, with these settings of its group and while <paramref name="live"/> holds.</summary>
    internal DesiredNode Compose(string version, RubyMap? settings = null, LiveState? live = null)
    {
        var environment = _environment.ShouldNotBeNull($"[{string.Join(", ", _roles)}]: {string.Join('\n', Problems)}");
        var groups = environment.Groups.Select(x => x.Name == "shared" ? x with { Settings = settings ?? RubyMap.Empty } : x);
        var topology = new Topology(environment with { Version = GitLabVersion.Parse(version), Groups = [.. groups] });
        return RoleCatalog.Known.Compose(new RoleContext
        {
            Node = topology.Nodes.Single(x => x.Group == "shared"),
            Topology = topology,
            Secrets = new FixedSecrets(),
            Live = live ?? LiveState.Fresh,
        });
    }

    private static string Group(IEnumerable<string> roles, string name, int address) =>
        $"roles: [{string.Join(", ", roles)}]\nnodes:\n  - {{ name: {name}-1, address: 10.10.1.{address} }}\n";
}
