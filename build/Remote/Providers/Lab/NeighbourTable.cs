using System.Globalization;
using GitLabHa.Core;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>
/// The kernel's table of neighbours, one for all containers of a machine. Every node talks to every other one, and when the table is
/// full ("neighbor table overflow"), connections time out.
/// Source: https://docs.kernel.org/networking/ip-sysctl.html (neigh/default/gc_thresh3)
/// </summary>
internal static class NeighbourTable
{
    private const string Setting = "net.ipv4.neigh.default.gc_thresh3";
    private const string File = "/proc/sys/net/ipv4/neigh/default/gc_thresh3";

    // Up to this size a lab fits the kernel's default of 1,024 entries.
    private const int Small = 30;

    /// <summary>Refuses a lab that is too large for the table of this machine, before a machine is made.</summary>
    internal static async Task RefuseOverflowAsync(int nodes, CancellationToken cancellationToken)
    {
        if (nodes <= Small || !System.IO.File.Exists(File)) return;
        var text = await System.IO.File.ReadAllTextAsync(File, cancellationToken).ConfigureAwait(false);
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var limit)) RefuseOverflow(nodes, limit);
    }

    /// <summary>The same for a limit that is known.</summary>
    internal static void RefuseOverflow(int nodes, int limit)
    {
        var needed = nodes * nodes;
        if (nodes <= Small || needed <= limit) return;
        throw new OperatorException(
            $"A lab of {nodes} nodes needs up to {needed} entries of the kernel's neighbour table, which holds {limit}: connections "
                + "would time out.",
            $"this machine: {Setting}",
            $"As root: sysctl -w {Setting}={2 * needed}");
    }
}
