using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Checks;

/// <summary>A site of every role, small enough to be recorded by hand.</summary>
internal static class SampleSite
{
    public const string Canary = "canary-5f2d9c-never-show-me";

    public static Topology Topology { get; } = new(new GitLabEnvironment
    {
        Name = "sample",
        Directory = "/environments/sample",
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("https://gitlab.example.com"),
        Provider = Provider.Hosts,
        Roles = RoleCatalog.Known.Traits,
        Groups =
        [
            Group("consul", 10, 3, RoleNames.Consul),
            Group("gitaly", 60, 3, RoleNames.Gitaly),
            Group("lb", 80, 1, RoleNames.LoadBalancer),
            Group("pgbouncer", 40, 2, RoleNames.PgBouncer),
            Group("postgres", 30, 3, RoleNames.Postgres),
            Group("praefect", 50, 3, RoleNames.Praefect),
            Group("rails", 90, 2, RoleNames.Rails),
            Group("redis", 20, 3, RoleNames.Redis),
            Group("sidekiq", 95, 1, RoleNames.Sidekiq),
        ],
    });

    /// <summary>The same site without Praefect.</summary>
    public static Topology Sharded { get; } = new(
        Topology.Environment with { Groups = [.. Topology.Environment.Groups.Where(x => x.Name != "praefect")] });

    public static Node Node(string name) => Topology.Nodes.Single(x => x.Name == name);

    public static RoleContext Context(string node) => new() { Node = Node(node), Topology = Topology, Secrets = new Canaries() };

    public static Secret Secret(string name) => new(name, Canary);

    private static NodeGroup Group(string name, int from, int count, string role) => new()
    {
        Name = name,
        File = $"{name}.yml",
        Roles = [role],
        Nodes = [.. Enumerable.Range(1, count).Select(x => Machine($"{name}-{x}", $"10.0.0.{from + x}", name, role))],
    };

    private static Node Machine(string name, string address, string group, string role) => new()
    {
        Name = name,
        Address = address,
        Group = group,
        Roles = [role],
        Storage = role == RoleNames.Gitaly ? name : null,
    };

    private sealed class Canaries : ISecretSource
    {
        public Secret Get(string name) => Secret(name);
    }
}
