using System.Net;
using System.Text.RegularExpressions;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Loading;

/// <summary>What a text must look like: each gives null, or what was expected.</summary>
internal static partial class Rule
{
    /// <summary>A host name of one label (RFC 1123): Consul's DNS knows no names with dots.</summary>
    public static string? HostLabel(string text) => Label().IsMatch(text)
        ? null : "a host name of at most 63 lower-case letters, digits and dashes, without dots";

    /// <summary>
    /// The host name of a node. Omnibus writes it into patroni.yaml without quotes, where 123 is a number and no a boolean; to
    /// resolvers, 123 and 0x1f are addresses.
    /// </summary>
    public static string? NodeName(string text) =>
        !NodeNames().IsMatch(text)
            ? "a host name of at most 63 lower-case letters, digits and dashes, without dots, that begins with a letter, such as redis-1"
            : PlainYaml.ReadAs(text) is { } other ? $"a host name that is not {other} in patroni.yaml, such as {text}-1" : null;

    /// <summary>A host name with or without dots, or an IPv4 address; to resolvers, 10.1 and 0x1f are addresses, too.</summary>
    public static string? Host(string text) =>
        text.Length <= 253 && Hosts().IsMatch(text) && (Dotted().IsMatch(text) || !EndsInNumber().IsMatch(text))
            ? null : "a host name or an IPv4 address, such as gitlab.example.com or 10.10.1.11";

    /// <summary>An IPv4 address that a machine can have.</summary>
    public static string? Address(string text)
    {
        if (!Dotted().IsMatch(text) || !IPAddress.TryParse(text, out var address)) return "an IPv4 address such as 10.10.1.11";
        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 127 or >= 224 || (bytes[0] == 169 && bytes[1] == 254)
            ? "the IPv4 address of a machine on a network (not loopback, link-local or multicast)" : null;
    }

    /// <summary>A network; the bits after the prefix must be zero.</summary>
    public static string? Network(string text) =>
        NetworkOf(text) is not null ? null : "a network such as 10.10.0.0/16, with zeros after the prefix";

    /// <summary>The network, or null when the text is none or names a machine in it.</summary>
    public static IPNetwork? NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) && text.Split('/') is [var address, _]
            && IPAddress.Parse(address).Equals(network.BaseAddress)
            ? network : null;

    /// <summary>Text that is an argument of ssh; with a dash in front ssh would read an option.</summary>
    public static string? Argument(string text) => text[0] != '-' && !text.Contains(' ', StringComparison.Ordinal)
        ? null : "a name without spaces that does not begin with a dash";

    /// <summary>A path of a file on this machine.</summary>
    public static string? Path(string text) => text[0] != '-' ? null : "a path that does not begin with a dash";

    /// <summary>The address of the site. Omnibus writes its host into gitlab.yml without quotes.</summary>
    public static string? SiteUrl(string text)
    {
        if (Url(text) is { } expected) return expected;
        // As written: Uri turns http://123 into http://0.0.0.123.
        var host = text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..].TrimEnd('/').Split(':')[0];
        if (Host(host) is not null) return "an address with a host name or an IPv4 address, such as https://gitlab.example.com";
        return PlainYaml.ReadAs(host) is { } other ? $"a host that is not {other} in gitlab.yml, such as https://gitlab.example.com" : null;
    }

    /// <summary>An http or https address without path, user, query and fragment.</summary>
    public static string? Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0
            && url is { AbsolutePath: "/", UserInfo: "", Query: "", Fragment: "" } && !text.AsSpan().ContainsAny(" ?#\\")
            ? null : "an address such as https://gitlab.example.com, without a path, user, query or fragment";

    /// <summary>A bucket name. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html</summary>
    public static string? Bucket(string text) => Buckets().IsMatch(text)
        ? null : "a bucket name of 3 to 63 lower-case letters, digits, dots and dashes";

    /// <summary>The part before -TYPE; the longest type is dependency_proxy.</summary>
    public static string? BucketPrefix(string text) => Prefix().IsMatch(text)
        ? null : "at most 40 lower-case letters, digits and dashes, beginning with a letter or digit";

    /// <summary>An AWS region.</summary>
    public static string? Region(string text) => Regions().IsMatch(text) ? null : "a region such as ap-northeast-2";

    /// <summary>A Gitaly storage.</summary>
    public static string? Storage(string text) => Storages().IsMatch(text)
        ? null : "a storage name of letters, digits, dashes and underscores";

    /// <summary>A public key that age encrypts for. Source: https://github.com/FiloSottile/age#readme</summary>
    public static string? Recipient(string text) => Recipients().IsMatch(text)
        ? null : "a public key: age1..., ssh-ed25519 ... or ssh-rsa ...";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NodeNames();

    [GeneratedRegex(@"(?:\A|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInNumber();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Hosts();

    [GeneratedRegex(@"\A(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Buckets();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Regions();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Storages();

    [GeneratedRegex(@"\A(?:age1[a-z0-9]{20,}|ssh-(?:ed25519|rsa) [A-Za-z0-9+/=]+(?: .*)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Recipients();
}
