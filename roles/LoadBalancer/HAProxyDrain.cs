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
    private static string Functions => EmbeddedScript.Of(typeof(HAProxyDrain), "haproxy-functions.sh") + "\n";

    // The last server that is up is not drained: a half-upgraded node is better than none.
    private static string Out => Functions + EmbeddedScript.Of(typeof(HAProxyDrain), "haproxy-drain.sh");

    private static string Back => Functions + """
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
