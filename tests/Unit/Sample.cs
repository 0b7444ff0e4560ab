using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit;

/// <summary>The walk-through's 15 nodes, as tests need them.</summary>
internal static class Sample
{
    internal static GitLabEnvironment Environment(string version = "18.2.8") => new()
    {
        Name = "sample",
        Directory = "/nowhere/sample",
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse(version),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Provider.Hosts,
        Roles = RoleCatalog.Known.Traits,
        Groups =
        [
            Group("gitaly", 40, 3, RoleNames.Gitaly),
            Group("lb", 50, 1, RoleNames.LoadBalancer),
            Group("postgres", 20, 2, RoleNames.Postgres, RoleNames.PgBouncer),
            Group("praefect", 30, 3, RoleNames.Praefect),
            Group("praefect-postgres", 25, 1, RoleNames.PraefectPostgres),
            Group("rails", 60, 2, RoleNames.Rails, RoleNames.Sidekiq),
            Group("redis", 10, 3, RoleNames.Consul, RoleNames.Redis),
        ],
    };

    internal static Topology Topology(string version = "18.2.8") => new(Environment(version));

    internal static RoleContext Context(string node, string version = "18.2.8", LiveState? live = null)
    {
        var topology = Topology(version);
        return new RoleContext
        {
            Node = topology.Nodes.Single(x => x.Name == node),
            Topology = topology,
            Secrets = new Canaries(),
            Live = live ?? LiveState.Fresh,
        };
    }

    internal static NodeGroup Group(string name, int address, int count, params string[] roles) => new()
    {
        Name = name,
        File = $"{name}.yml",
        Roles = [.. roles],
        Nodes = [.. Enumerable.Range(1, count).Select(i => new Node
        {
            Name = $"{name}-{i}",
            Address = $"10.0.0.{address + i}",
            Group = name,
            Roles = [.. roles],
            Storage = roles.Contains(RoleNames.Gitaly) ? $"gitaly-{i}" : null,
        })],
    };

    /// <summary>Every secret is its name with a word that must never be seen.</summary>
    internal sealed class Canaries : ISecretSource
    {
        internal const string Word = "canary";

        public Secret Get(string name) => new(name, Word + name);
    }
}
