using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>
/// Takes a Rails node away from the load balancer, and gives it back. A half upgraded node must serve nobody.
/// Source: https://docs.gitlab.com/update/zero_downtime/
/// </summary>
internal static class RailsDrain
{
    // HAProxy's socket wants a program that talks to it; either of these is there, or the drain is refused.
    private const string Functions = """
        set -u
        tell() {
          if command -v socat >/dev/null; then printf '%s\n' "$1" | socat - UNIX-CONNECT:/run/haproxy.sock
          elif command -v nc >/dev/null; then printf '%s\n' "$1" | nc -U /run/haproxy.sock
          else echo "neither socat nor nc is here to talk to HAProxy: install one"; fi
        }
        set_state() {
          for backend in rails git-ssh; do
            said=$(tell "set server $backend/$1 state $2" 2>&1 | tr -d '\n')
            [ -z "$said" ] || { echo "HAProxy, $backend/$1 to $2: $said" >&2; exit 1; }
          done
        }

        """;

    /// <summary>With a HAProxy of ours it is told; another load balancer sees nginx finish its requests and go.</summary>
    internal static IEnumerable<Drain> Of(Node node, Topology topology)
    {
        var balancers = topology.With(RoleNames.LoadBalancer);
        if (balancers.IsEmpty) yield return Nginx(node);
        foreach (var balancer in balancers) yield return HAProxy(node, balancer);
    }

    private static Drain HAProxy(Node node, Node balancer) => new(
        balancer,
        Command.Shell(
            $"haproxy: drain {node}",
            Functions + """
                set_state "$1" drain
                for i in $(seq 120); do
                  left=$(curl -s -m 3 'http://127.0.0.1:8404/stats;csv' | awk -F, -v name="$1" '($1 == "rails" || $1 == "git-ssh") && $2 == name { n += $5 } END { print n + 0 }')
                  [ "$left" -gt 0 ] || exit 0
                  sleep 0.5
                done
                """,
            node.Name) with
        { Timeout = TimeSpan.FromSeconds(90) },
        Command.Shell($"haproxy: use {node} again", Functions + "set_state \"$1\" ready", node.Name));

    // runit would start it again at once, hence "once". Its requests get a minute.
    private static Drain Nginx(Node node) => new(
        node,
        Command.Shell(
            "nginx: finish what it serves, then stop",
            """
            gitlab-ctl once nginx >/dev/null
            kill -QUIT "$(cat /var/opt/gitlab/nginx/nginx.pid)" || exit 0
            for i in $(seq 120); do gitlab-ctl status nginx | grep -q '^run:' || exit 0; sleep 0.5; done
            gitlab-ctl stop nginx
            """) with
        { Timeout = TimeSpan.FromSeconds(120) },
        Command.Of("gitlab-ctl", "start", "nginx"));
}
