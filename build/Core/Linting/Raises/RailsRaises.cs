using System.Text.RegularExpressions;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Settings of Rails, which are parsed on every node, regardless of its services.</summary>
internal static partial class RailsRaises
{
    private const string Tls = "gitlab_rails.smtp_tls";
    private const string Authentication = "gitlab_rails.smtp_authentication";
    private const string Adapter = "gitlab_rails.db_adapter";
    private const string SshHost = "gitlab_rails.gitlab_ssh_host";
    private const string Duration = "gitlab_rails.max_request_duration_seconds";

    public static readonly RaiseRule[] All =
    [
        RaiseRule.When(
            Tls,
            x => x.Is("gitlab_rails.smtp_enable") && x.Is(Tls) && x.Is("gitlab_rails.smtp_enable_starttls_auto"),
            "it and smtp_enable_starttls_auto exclude each other: set one to false (usual ports: 465 for TLS, 587 for STARTTLS)"),
        RaiseRule.When(
            Authentication,
            BadAuthentication,
            "expected 'login', 'plain' or 'cram_md5', or false for none") with { Since = (19, 0) },
        RaiseRule.When(
            Adapter,
            x => x.Is(Adapter) && x.Text(Adapter) != "postgresql",
            "PostgreSQL is the only database: remove the setting"),
        RaiseRule.When(
            SshHost,
            x => x.Is(SshHost) && !Host().IsMatch(x.Text(SshHost) ?? ""),
            "expected a host name alone; the port is gitlab_rails['gitlab_shell_ssh_port']") with { Since = (16, 7) },
        RaiseRule.When(
            Duration,
            x => x[Duration] is { } duration && !(Seconds(duration) < Timeout(x)),
            "expected a number below puma['worker_timeout'], which is 60 by default"),
        // Omnibus takes 95 % of it, rounded up, as the longest request.
        RaiseRule.When(
            "puma.worker_timeout",
            x => x[Duration] is null && Math.Ceiling(Timeout(x) * 0.95) >= Timeout(x),
            "expected at least 20 (seconds), or a lower gitlab_rails['max_request_duration_seconds'] beside it"),
    ];

    /// <summary>A host that <c>URI::Generic.build</c> accepts.</summary>
    [GeneratedRegex(
        @"\A(?:(?:[A-Za-z0-9.-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\]|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+)\z",
        RegexOptions.CultureInvariant)]
    internal static partial Regex Host();

    private static bool BadAuthentication(NodeSettings x) =>
        x.Is("gitlab_rails.smtp_enable") && x.Is(Authentication)
        && x.Text(Authentication)?.ToLowerInvariant() is not ("login" or "plain" or "cram_md5" or "none" or "false" or "");

    private static double Timeout(NodeSettings x) => x.Integer("puma.worker_timeout", 60);

    private static double? Seconds(RubyValue value) => value switch
    {
        RubyInteger number => number.Value,
        RubyFloat number => number.Value,
        _ => null,
    };
}
