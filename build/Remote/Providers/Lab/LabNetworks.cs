using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>The IPv4 networks that this machine has already.</summary>
public static class LabNetworks
{
    /// <summary>Those of its interfaces and of the Docker engine.</summary>
    public static async Task<IReadOnlyList<IPNetwork>> TakenAsync(CancellationToken cancellationToken)
    {
        var interfaces = NetworkInterface.GetAllNetworkInterfaces().SelectMany(x => x.GetIPProperties().UnicastAddresses)
            .Where(x => x.Address.AddressFamily == AddressFamily.InterNetwork && x.PrefixLength is > 0 and < 32)
            .Select(x => IPNetwork.Parse($"{Base(x)}/{x.PrefixLength}"));
        return [.. interfaces, .. await DockersAsync(cancellationToken).ConfigureAwait(false)];
    }

    private static async Task<IEnumerable<IPNetwork>> DockersAsync(CancellationToken cancellationToken)
    {
        // Without an engine there is no network of it; the deployment of the lab installs and starts one.
        if (!Program.Exists("docker")) return [];
        var list = await Program.Of("docker", "network", "ls", "--quiet").RunAsync(cancellationToken).ConfigureAwait(false);
        var ids = list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (!list.Succeeded || ids.Length == 0) return [];
        var details = await Program.Of("docker", ["network", "inspect", "--format", "{{range .IPAM.Config}}{{.Subnet}} {{end}}", .. ids])
            .RunAsync(cancellationToken).ConfigureAwait(false);
        return details.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(x => x.Contains('.'))
            .Select(x => IPNetwork.Parse(x));
    }

    private static IPAddress Base(UnicastIPAddressInformation address)
    {
        var (bytes, mask) = (address.Address.GetAddressBytes(), address.IPv4Mask.GetAddressBytes());
        return new IPAddress([.. bytes.Zip(mask, (x, y) => (byte)(x & y))]);
    }
}
