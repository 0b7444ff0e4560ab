using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Observing;

/// <summary>The sample as a site that runs, observed with files that changed since.</summary>
internal static class RunningSite
{
    private static readonly LiveState Leaders = new() { PostgresLeader = "10.0.0.22", RedisMaster = "10.0.0.12" };

    private static readonly SiteRecord Record = SiteRecord.None.With(Sample.Topology().Nodes);

    private static bool Loses(Node known, Node now) => known.Roles.Except(now.Roles).Any();

    internal static Node Node(ObservedSite site, string name) => site.Topology.Nodes.Single(x => x.Name == name);

    internal static ObservedSite Grown(
        string group, int added, Func<DesiredNode, NodeObservation, NodeObservation>? found = null)
    {
        var before = Sample.Environment().Groups.Single(x => x.Name == group);
        var first = int.Parse(before.Nodes[0].Address.Split('.')[^1], CultureInfo.InvariantCulture) - 1;
        var after = Sample.Group(group, first, before.Nodes.Length + added, [.. before.Roles]);
        // Addresses of the sample's groups touch.
        var nodes = after.Nodes.Select((x, i) => i < before.Nodes.Length ? x : x with { Address = $"10.0.1.{first + i}" });
        return Changed(x => x.Name == group ? after with { Nodes = [.. nodes] } : x, found);
    }

    internal static ObservedSite Changed(
        Func<NodeGroup, NodeGroup> change,
        Func<DesiredNode, NodeObservation, NodeObservation>? found = null,
        (string New, string Old)? renamed = null,
        UpgradeMode? upgrade = null)
    {
        var environment = Sample.Environment();
        var running = Site(environment).Compose(Leaders).ToDictionary(x => x.Node.Name);
        if (renamed is { New: var name, Old: var old }) running.Add(name, running[old]);
        var site = Site(environment with { Groups = [.. environment.Groups.Select(change)] });
        NodeObservation Found(Node node) => running.GetValueOrDefault(node.Name) is { } desired
            ? (found ?? ((_, x) => x))(desired, Running(node, desired) with { Record = Record })
            : new NodeObservation { Node = node };
        // What leaves is observed as the site knows it.
        var observed = site.Topology.Nodes.Where(x => Record.Nodes.All(known => known != x || !Loses(known, x)))
            .Concat(Record.Nodes.Where(x => site.Topology.Nodes.FirstOrDefault(y => y == x) is not { } now || Loses(x, now))).Select(Found);
        var options = new PlanOptions { Selected = _ => true, Mask = new SecretMask([]), Upgrade = upgrade };
        return new ObservedSite(site, options, observed.ToImmutableDictionary(x => x.Node));
    }

    internal static DesiredSite Site(GitLabEnvironment environment) =>
        new(new Topology(environment), RoleCatalog.Known, new Sample.Canaries());

    internal static NodeObservation Running(Node node, DesiredNode old) => new()
    {
        Node = node,
        Packages = new[] { ("haproxy", "2.6"), ("curl", "7.88"), ("gitlab-ee", "18.2.8-ee.0") }.ToImmutableDictionary(
            x => x.Item1, x => x.Item2),
        Files = old.Files
            .Select(x => (x.Path, State: (FileState)new FileState.Present(x.Content.Sha256, x.Owner, x.Mode, x.Content.Reveal())))
            .Concat(old.SharedFiles.Select(x => (x.Path, State: (FileState)new FileState.Present("shared", x.Owner, x.Mode, null))))
            .ToImmutableDictionary(x => x.Path, x => x.State),
        Services = old.Services.ToImmutableDictionary(x => x, _ => true),
        Ensured = old.Ensures.ToImmutableDictionary(x => x.Title, _ => true),
        Mark = new Mark(old.Marker),
        PostgresLeader = node.Has(RoleNames.Postgres) ? Leaders.PostgresLeader : null,
        RedisMaster = node.Has(RoleNames.Redis) ? Leaders.RedisMaster : null,
    };
}
