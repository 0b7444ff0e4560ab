using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>
/// Drains the servers of a node in the environment's HAProxy, and enables them again.
/// Source: https://docs.haproxy.org/2.6/management.html#9.3-set%20server
/// </summary>
internal static class HAProxyDrain
{
    // HAProxy's socket needs a client program: without socat and nc the drain is refused.
    private const string Functions = """
        set -u
        tell() {
          if command -v socat >/dev/null; then printf '%s\n' "$1" | socat -t 10 - UNIX-CONNECT:/run/haproxy.sock
          elif command -v nc >/dev/null; then printf '%s\n' "$1" | nc -U /run/haproxy.sock
          else echo "neither socat nor nc is installed, and the socket of HAProxy needs one of them: install one"; fi
        }
        set_state() {
          said=$(tell "set server $1 state $2" 2>&1 | tr -d '\n')
          [ -z "$said" ] || { echo "HAProxy, $1 to $2: $said" >&2; exit 1; }
        }
        seconds=$1; shift

        """;

    // The last server that is up is not drained: a half-upgraded node is better than none.
    private const string Out = Functions + """
        stats=$(tell 'show stat' 2>&1)
        case $stats in '# pxname,'*) ;; *) echo "HAProxy, show stat: $stats" >&2; exit 1 ;; esac
        drained=
        for server; do
          others=$(printf '%s\n' "$stats" | awk -F, -v backend="${server%/*}" -v server="${server#*/}" '$1 == backend && $2 != server && $2 != "FRONTEND" && $2 != "BACKEND" && $18 ~ /^(UP|no check)/ { n++ } END { print n + 0 }')
          if [ "$others" -eq 0 ]; then echo "$server stays: no other server of ${server%/*} is up"; continue; fi
          set_state "$server" drain
          drained="$drained $server"
        done
        for i in $(seq $((seconds * 2))); do
          left=$(tell 'show stat' | awk -F, -v servers="$drained " 'index(servers, " " $1 "/" $2 " ") { n += $5 } END { print n + 0 }')
          [ "$left" -gt 0 ] || exit 0
          sleep 0.5
        done
        """;

    private const string Back = Functions + """
        for server; do set_state "$server" ready; done
        """;

    /// <summary>
    /// Sends no new connections of these backends to the node, unless it is the last one that is up; existing ones may take this
    /// long to finish.
    /// </summary>
    internal static Drain Of(Node node, Node balancer, TimeSpan patience, params IEnumerable<string> backends)
    {
        string[] servers = [.. backends.Select(x => $"{x}/{node}")];
        string[] arguments = [patience.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), .. servers];
        var names = string.Join(", ", servers);
        return new Drain(
            balancer,
            Command.Shell($"haproxy: drain {names}", Out, arguments) with { Timeout = patience + TimeSpan.FromSeconds(30) },
            Command.Shell($"haproxy: use {names} again", Back, arguments))
        {
            Settled = new HAProxyBackends(balancer, []),
        };
    }
}
