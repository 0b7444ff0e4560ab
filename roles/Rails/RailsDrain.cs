using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>
/// Takes a Rails node out of the load balancer, and puts it back. A half-upgraded node must not serve requests.
/// Source: https://docs.gitlab.com/update/zero_downtime/
/// </summary>
internal static class RailsDrain
{
    /// <summary>The environment's own HAProxy drains the node; for another load balancer nginx finishes its requests and stops.</summary>
    internal static IEnumerable<Drain> Of(Node node, Topology topology)
    {
        var balancers = topology.With(RoleNames.LoadBalancer);
        var drains = balancers.IsEmpty
            ? [Nginx(node)]
            : balancers.Select(x => HAProxyDrain.Of(node, x, TimeSpan.FromMinutes(1), "rails", "git-ssh"));
        return drains.Select(x => x with { Ready = RailsReadiness.OfNode(node) });
    }

    // runit would start it again at once, hence "once". Its requests get a minute.
    private static Drain Nginx(Node node) => new(
        node,
        Command.Shell(
            "nginx: finish its requests, then stop",
            """
            gitlab-ctl once nginx >/dev/null
            kill -QUIT "$(cat /var/opt/gitlab/nginx/nginx.pid)" || exit 0
            for i in $(seq 120); do gitlab-ctl status nginx | grep -q '^run:' || exit 0; sleep 0.5; done
            gitlab-ctl stop nginx
            """) with
        { Timeout = TimeSpan.FromSeconds(120) },
        Command.Of("gitlab-ctl", "start", "nginx"));
}
