using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Every node that runs the package is a live member, and the servers are of one version.</summary>
public sealed record ConsulMembers(Node Node, Topology Topology) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "consul.members";

    /// <inheritdoc />
    public override string Component => Components.Consul;

    /// <inheritdoc />
    public override string Title => "all members alive, servers of one version";

    /// <inheritdoc />
    protected override Command Command => Ask.Of("consul members", $"exec {Ask.Embedded}/consul members </dev/null");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var members = ConsulMemberTable.Parse(answer.Output);
        if (members.IsEmpty) return ConsulAnswers.Refusal(answer) ?? NotUnderstood(answer);
        var wrong = Topology.PackageNodes.Select(x => Wrong(x, members)).Where(x => x is not null).ToArray();
        if (wrong.Length > 0)
            return Verdict.Unhealthy(
                Excerpt.List(wrong!), "On those nodes look at: gitlab-ctl tail consul; their ports 8301 tcp and udp must be open to all.");
        return Leftovers(members) ?? Versions(members) ?? Verdict.Healthy($"{members.Length} members alive");
    }

    private static string? Wrong(Node node, ImmutableArray<ConsulMember> members)
    {
        var member = members.FirstOrDefault(x => x.Address.Means(node)) ?? members.FirstOrDefault(x => x.Name.Means(node));
        if (member is null) return $"{node.Name} is no member";
        if (member.Status != "alive") return $"{node.Name} is {member.Status}";
        return node.Has(RoleNames.Consul) && member.Type != "server" ? $"{node.Name} is a {member.Type}, not a server" : null;
    }

    private Verdict? Leftovers(ImmutableArray<ConsulMember> members)
    {
        var strangers = members.Where(x => x.Status is "failed" or "alive" && !Topology.Nodes.Any(x.Address.Means)).ToArray();
        if (strangers.Length == 0) return null;
        var failed = strangers.FirstOrDefault(x => x.Status == "failed");
        return Verdict.Degraded(
            $"members that no file names: {Excerpt.List(strangers.Select(x => $"{x.Name} at {x.Address}, {x.Status}"))}",
            failed is null
                ? "Add these nodes to the environment again, or stop their services."
                : $"If it is gone for good: consul force-leave {failed.Name}");
    }

    private static Verdict? Versions(ImmutableArray<ConsulMember> members)
    {
        var builds = members.Where(x => x.Type == "server" && x.Status == "alive").Select(x => x.Build).Distinct().ToArray();
        return builds.Length <= 1
            ? null
            : Verdict.Degraded(
                $"servers run {Excerpt.List(builds)}",
                "A package upgrade does not restart Consul: restart it on the older servers, one at a time.");
    }
}
