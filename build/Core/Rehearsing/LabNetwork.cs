using System.Buffers.Binary;
using System.Net;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Rehearsing;

/// <summary>Where a second lab can be: another network of the same size, and addresses moved into it.</summary>
public static partial class LabNetwork
{
    // RFC 1918; a lab is in one of them.
    private static readonly IPNetwork[] Private = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16")];

    /// <summary>The next network of that size in the same private range that overlaps none that is taken, nor itself.</summary>
    public static IPNetwork NextFree(IPNetwork own, IReadOnlyCollection<IPNetwork> taken)
    {
        var range = Private.First(x => x.Contains(own.BaseAddress));
        var (first, size, length) = (Number(range.BaseAddress), Size(own), Size(range));
        var start = Number(own.BaseAddress) - first;
        for (var step = size; step < length; step += size)
        {
            var next = new IPNetwork(Address((uint)(first + ((start + step) % length))), own.PrefixLength);
            if (!taken.Any(x => Overlap(x, next))) return next;
        }

        throw new OperatorException(
            $"Every network of {range} is taken on this machine.", "docker network ls", "Remove networks that are not needed any more.");
    }

    /// <summary>The text with every address of the one network moved to the same place in the other.</summary>
    public static string Move(string text, IPNetwork from, IPNetwork to) => Ipv4().Replace(text, match =>
        IPAddress.TryParse(match.Value, out var address) && from.Contains(address)
            ? Address(Number(to.BaseAddress) + (Number(address) - Number(from.BaseAddress))).ToString()
            : match.Value);

    private static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static long Size(IPNetwork network) => 1L << (32 - network.PrefixLength);

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Address(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    [GeneratedRegex(@"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex Ipv4();
}
