using System.Text.RegularExpressions;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Addresses of services. That of GitLab itself is in environment.yml and checked there.</summary>
internal static partial class UrlRaises
{
    private const string Kas = "gitlab_kas_external_url";
    private const string OpenBao = "oak.components.openbao";
    private static readonly string[] PagesServer = ["gitlab_server", "internal_gitlab_server", "artifacts_server_url"];

    public static readonly RaiseRule[] All =
    [
        Site("registry_external_url", "registry"),
        Site("pages_external_url", "pages"),
        Site("mattermost_external_url", "mattermost") with { Until = (18, 11) },
        RaiseRule.When(
            Kas,
            x => KasOfItsOwn(x) && Scheme(x.Text(Kas)) is not ("ws" or "wss"),
            "expected ws:// or wss:// and a host, such as wss://kas.example.com"),
        RaiseRule.When(
            "gitlab_kas.listen_websocket",
            x => KasOfItsOwn(x) && !x.Is("gitlab_kas.listen_websocket", otherwise: true),
            "a gitlab_kas_external_url with a different host needs it to be true"),
        RaiseRule.When("gitlab_kas.internal_api_listen_network", BadKasNetwork, "expected 'tcp', 'tcp4', 'tcp6' or 'unix'"),
        RaiseRule.When(
            "oak.network_address",
            x => x.Is("oak.enable") && !x.IsFilled("oak.network_address"),
            "oak['enable'] needs oak['network_address']: write the node's address",
            "oak.enable") with { Since = (18, 11) },
        RaiseRule.When(
            $"{OpenBao}.external_url",
            x => HasOpenBao(x) && Scheme(x.Text($"{OpenBao}.external_url")) is null,
            "expected a scheme and a host in external_url, such as https://openbao.example.com",
            $"{OpenBao}.enable") with { Since = (19, 0) },
        RaiseRule.When(
            $"{OpenBao}.internal_url",
            x => HasOpenBao(x) && !x.IsFilled($"{OpenBao}.internal_url"),
            "OpenBao needs internal_url: write the address at which NGINX reaches it",
            $"{OpenBao}.enable") with { Since = (19, 0) },
        RaiseRule.When(
            "gitlab_pages.enable",
            x => x.Is("gitlab_pages.enable", otherwise: x.Is("pages_external_url")) && !x.Is("external_url")
                && !PagesServer.Any(y => x.Is($"gitlab_pages.{y}")),
            "Pages on a node without external_url needs gitlab_pages['gitlab_server']: write GitLab's address",
            "pages_external_url"),
    ];

    private static RaiseRule Site(string key, string name) => RaiseRule.When(
        key,
        x => x.Is(key) && (Scheme(x.Text(key)) is not ("http" or "https") || Part("path", x.Text(key)) is not ("" or "/")),
        $"expected http:// or https:// and a host without a path, such as https://{name}.example.com");

    // On GitLab's own host any address is accepted; without an address KAS gets one below external_url.
    private static bool KasOfItsOwn(NodeSettings x) =>
        x.Enabled("gitlab_kas") && x.Is("external_url") && x.Is(Kas) && !x.Is("gitlab_rails.gitlab_kas_external_url")
        && Part("host", x.Text(Kas)) != Part("host", x.Text("external_url"));

    private static bool BadKasNetwork(NodeSettings x) =>
        x.Enabled("gitlab_kas") && x["gitlab_rails.gitlab_kas_internal_url"] is null
        && x["gitlab_kas.internal_api_listen_network"] is { } network
        && NodeSettings.Text(network) is not ("tcp" or "tcp4" or "tcp6" or "unix");

    private static bool HasOpenBao(NodeSettings x) => x.Is("oak.enable") && x.Is($"{OpenBao}.enable");

    /// <summary>The scheme; null when Ruby's URI finds none or no host: a text without a scheme is a path to it.</summary>
    internal static string? Scheme(string? text) => Part("scheme", text)?.ToLowerInvariant();

    private static string? Part(string part, string? text) =>
        Url().Match(text ?? "") is { Success: true } match ? match.Groups[part].Value : null;

    // https://www.rfc-editor.org/rfc/rfc3986#appendix-A
    [GeneratedRegex(
        @"\A(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:[\w.~!$&'()*+,;=:%-]*@)?(?<host>\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?"
        + @"(?<path>(?:/[\w.~!$&'()*+,;=:@%-]*)*)(?:\?[\w.~!$&'()*+,;=:@%/?-]*)?(?:#[\w.~!$&'()*+,;=:@%/?-]*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Url();
}
