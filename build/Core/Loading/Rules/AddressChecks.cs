using System.Buffers.Binary;
using System.Net;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>The addresses of a lab are in its network, and none is one that the network itself needs.</summary>
internal static class AddressChecks
{
    public static void Run(EnvironmentDraft draft, ProblemLog log)
    {
        if (draft.Provider != Provider.Lab || draft.Lab is null) return;
        var subnet = IPNetwork.Parse(draft.Lab.Subnet);
        foreach (var node in draft.Nodes.Where(x => x.Address is not null))
            if (Refusal(subnet, IPAddress.Parse(node.Address!)) is { } refusal)
                log.Add(node.PlaceOf("address"), "nodes.address", $"{node.Address} {refusal}");
    }

    private static string? Refusal(IPNetwork subnet, IPAddress address)
    {
        if (!subnet.Contains(address)) return $"is not in lab.subnet {subnet}";
        var last = (1u << (32 - subnet.PrefixLength)) - 1;
        var offset = Number(address) - Number(subnet.BaseAddress);
        if (offset == 0) return $"is the address of the network {subnet} itself";
        // Docker gives a bridge the first address of its network.
        if (offset == 1) return $"is the gateway of {subnet}";
        return offset == last ? $"is the broadcast address of {subnet}" : null;
    }

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
