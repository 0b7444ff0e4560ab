using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Services that an operator asks for and that cannot be reached: switched off, on nodes without Rails, or on a port that HAProxy
/// does not forward.
/// </summary>
internal sealed partial class ExposedServiceRules(IReadOnlyCollection<DesiredNode> nodes)
{
    private static readonly (string Url, string Service, string Nginx, string What)[] ByUrl =
    [
        ("registry_external_url", "registry", "registry_nginx", "the container registry"),
        ("pages_external_url", "gitlab_pages", "pages_nginx", "GitLab Pages"),
        ("gitlab_kas_external_url", "gitlab_kas", "gitlab_kas_nginx", "the agent server (KAS)"),
        ("mattermost_external_url", "mattermost", "mattermost_nginx", "Mattermost"),
    ];

    // A flag that opens a port, the setting of that port, and the port by default.
    private static readonly (string Flag, string Port, int Otherwise, string What)[] ByFlag =
    [
        ("gitlab_sshd.enable", "gitlab_sshd.listen_address", 2222, "gitlab-sshd"),
        ("gitlab_rails.kerberos_use_dedicated_port", "gitlab_rails.kerberos_port", 8443, "Git with Kerberos"),
        ("gitlab_rails.smartcard_enabled", "gitlab_rails.smartcard_client_certificate_required_port", 3444, "sign-in with smart cards"),
    ];

    private readonly HashSet<string>? _forwarded = Forwarded(nodes);

    public IEnumerable<(LintFinding Finding, Node Node)> Check() => nodes.Where(x => x.GitlabRb is not null)
        .SelectMany(node => UrlFindings(node).Concat(PortFindings(node)).Select(x => (x, node.Node)))
        .Concat(Mailrooms());

    private IEnumerable<LintFinding> UrlFindings(DesiredNode node)
    {
        foreach (var (url, service, nginx, what) in ByUrl)
        {
            if (node.GitlabRb!.Calls[url] is not RubyString { Text: var text }) continue;
            if (!Uri.TryCreate(text.Masked, UriKind.Absolute, out var uri)) continue;
            if (IsOff(node, $"{service}.enable"))
                yield return Warning(
                    url,
                    $"leads to no service: {service}['enable'] is false here, and {what} does not run; "
                    + $"set {service}: {{ enable: true }}, or remove this line");
            else if (!node.Node.Has(RoleNames.Rails))
                yield return Warning(
                    url,
                    $"starts {what} on nodes without the role rails: set it in the groups of rails alone, "
                    + $"or {service}: {{ enable: false }} here");
            else if (Port(node, $"{nginx}.listen_port") is var port && Unreachable(node, port ?? uri.Port) is { } unreachable)
                yield return Warning(url, $"{what} {unreachable}");
        }
    }

    private IEnumerable<LintFinding> PortFindings(DesiredNode node)
    {
        if (!node.Node.Has(RoleNames.Rails)) yield break;
        foreach (var (flag, port, otherwise, what) in ByFlag)
            if (Find(node, flag) is RubyBoolean { Value: true } && Unreachable(node, Port(node, port) ?? otherwise) is { } unreachable)
                yield return Warning(flag, $"{what} {unreachable}");
    }

    // A flag of Rails starts mailroom on every node that has it, also on those without Rails.
    private IEnumerable<(LintFinding, Node)> Mailrooms()
    {
        string[] flags = ["gitlab_rails.incoming_email_enabled", "gitlab_rails.service_desk_email_enabled"];
        var running = nodes.Where(x => x.GitlabRb is not null && !IsOff(x, "mailroom.enable"))
            .Select(x => (x.Node, Flag: flags.FirstOrDefault(flag => Find(x, flag) is RubyBoolean { Value: true })))
            .Where(x => x.Flag is not null).ToList();
        if (running.Count < 2) yield break;
        foreach (var (node, flag) in running)
            yield return (Warning(flag!, Crowd(running.Count)), node);
    }

    private static string Crowd(int nodes) => string.Create(
        CultureInfo.InvariantCulture,
        $"{nodes} nodes run mailroom, and each of them reads the mailbox: set mailroom: {{ enable: false }} in all groups but one, ")
        + "and give that group one node";

    private string? Unreachable(DesiredNode node, int port) =>
        _forwarded is null || _forwarded.Contains($"{node.Node.Address}:{port}") ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"listens on port {port}, which HAProxy does not forward to: it cannot be reached through the load balancer");

    private static bool IsOff(DesiredNode node, string path) => Find(node, path) is RubyBoolean { Value: false };

    // A port alone, or behind an address: [::]:2222.
    private static int? Port(DesiredNode node, string path) => Find(node, path) switch
    {
        RubyInteger x => (int)x.Value,
        RubyString x when Trailing().Match(x.Text.Masked) is { Success: true } match =>
            int.Parse(match.Value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static RubyValue? Find(DesiredNode node, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return (node.GitlabRb!.Sections[path[..dot]] as RubyMap)?[path[(dot + 1)..]];
    }

    private static LintFinding Warning(string key, string message) => new(Severity.Warning, key, message);

    // The servers of HAProxy; null when the environment has no node with the role load_balancer.
    private static HashSet<string>? Forwarded(IEnumerable<DesiredNode> nodes)
    {
        var balancers = nodes.Where(x => x.Node.Has(RoleNames.LoadBalancer)).ToList();
        return balancers.Count == 0 ? null : [.. balancers.SelectMany(x => x.Files)
            .SelectMany(x => Server().Matches(x.Content.Masked)).Select(x => x.Groups[1].Value)];
    }

    [GeneratedRegex(@"\d{1,5}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Trailing();

    [GeneratedRegex(@"^\s*server \S+ (\S+:\d+)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Server();
}
