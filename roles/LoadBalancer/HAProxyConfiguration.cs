using System.Text;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>Writes haproxy.cfg from the topology.</summary>
internal static class HAProxyConfiguration
{
    // A connection that a dead server refuses goes to another one at once: without the 1, HAProxy tries the same server three
    // times first, a second apart (https://docs.haproxy.org/2.6/configuration.html#4-option%20redispatch).
    // Servers marked down lose their sessions, so that no client keeps a connection to a PgBouncer that is down.
    private const string Head = """
        # Written by GitLab HA from the environment's role definitions: change those, not this file.
        global
          stats socket /run/haproxy.sock mode 600 level admin

        defaults
          mode tcp
          balance leastconn
          option redispatch 1
          retries 3
          timeout connect 5s
          timeout client 1h
          timeout server 1h
          timeout check 3s
          default-server inter 3s fastinter 1s fall 3 rise 2 on-marked-down shutdown-sessions

        frontend stats
          mode http
          bind 127.0.0.1:8404
          stats enable
          stats uri /stats

        """;

    internal static string Render(Topology topology)
    {
        var text = new StringBuilder(Head);
        PgBouncer(text, topology);
        Praefect(text, topology);
        Rails(text, topology);
        return text.ToString();
    }

    private static void PgBouncer(StringBuilder text, Topology topology)
    {
        if (!topology.Has(RoleNames.PgBouncer)) return;
        // A TCP connect alone calls a hung PgBouncer healthy, so the check speaks the protocol: an SSLRequest is answered N or S.
        Section(text, "pgbouncer", Ports.PgBouncer,
            "option clitcpka",
            "option tcp-check",
            "tcp-check connect",
            "tcp-check send-binary 0000000804d2162f",
            "tcp-check expect rstring ^[NS]");
        Servers(text, topology, RoleNames.PgBouncer, Ports.PgBouncer, "check");
    }

    private static void Praefect(StringBuilder text, Topology topology)
    {
        if (!topology.Has(RoleNames.Praefect)) return;
        Section(text, "praefect", Ports.Praefect, "option clitcpka", "option srvtcpka", "option tcp-check");
        Servers(text, topology, RoleNames.Praefect, Ports.Praefect, "check");
    }

    private static void Rails(StringBuilder text, Topology topology)
    {
        if (!topology.Has(RoleNames.Rails)) return;
        // /-/readiness and never /health_check, which fails with a slow backend:
        // https://docs.gitlab.com/administration/monitoring/health_check/
        Section(text, "rails", Ports.Http,
            "mode http",
            "option forwardfor",
            "option httpchk",
            "http-check send meth GET uri /-/readiness ver HTTP/1.1 hdr Host localhost",
            "http-check expect status 200");
        Servers(text, topology, RoleNames.Rails, Ports.Http, "check");
        Section(text, "git-ssh", topology.GitSshPort, "option clitcpka", "option tcp-check", "tcp-check connect",
            "tcp-check expect rstring ^SSH-");
        Servers(text, topology, RoleNames.Rails, topology.SshPort, "check");
    }

    private static void Section(StringBuilder text, string name, int port, params ReadOnlySpan<string> options)
    {
        text.Append('\n').Append("listen ").Append(name).Append("\n  bind :").Append(port).Append('\n');
        foreach (var option in options) text.Append("  ").Append(option).Append('\n');
    }

    private static void Servers(StringBuilder text, Topology topology, string role, int port, string options)
    {
        foreach (var node in topology.With(role))
            text.Append("  server ").Append(node.Name).Append(' ').Append(node.Address).Append(':').Append(port).Append(' ').Append(options)
                .Append('\n');
    }
}
