using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>
/// Takes servers of a node away from a HAProxy of ours, and gives them back.
/// Source: https://docs.haproxy.org/2.6/management.html#9.3-set%20server
/// </summary>
internal static class HAProxyDrain
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
          for server in $servers; do
            said=$(tell "set server $server state $1" 2>&1 | tr -d '\n')
            [ -z "$said" ] || { echo "HAProxy, $server to $1: $said" >&2; exit 1; }
          done
        }
        seconds=$1; shift
        servers=$*

        """;

    private const string Out = Functions + """
        set_state drain
        for i in $(seq $((seconds * 2))); do
          left=$(curl -s -m 3 'http://127.0.0.1:8404/stats;csv' | awk -F, -v servers=" $servers " 'index(servers, " " $1 "/" $2 " ") { n += $5 } END { print n + 0 }')
          [ "$left" -gt 0 ] || exit 0
          sleep 0.5
        done
        """;

    /// <summary>Nothing new comes to the node by these backends; for so long what runs there may finish.</summary>
    internal static Drain Of(Node node, Node balancer, TimeSpan patience, params IEnumerable<string> backends)
    {
        string[] servers = [.. backends.Select(x => $"{x}/{node}")];
        string[] arguments = [patience.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), .. servers];
        var names = string.Join(", ", servers);
        return new Drain(
            balancer,
            Command.Shell($"haproxy: drain {names}", Out, arguments) with { Timeout = patience + TimeSpan.FromSeconds(30) },
            Command.Shell($"haproxy: use {names} again", Functions + "set_state ready", arguments));
    }
}
