using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>
/// PgBouncer sends to the leader that Consul names. Consul's watch reports each change once: a report before the reconfigure
/// has written databases.json is lost, and PgBouncer stays at 127.0.0.1. The handler of the watch therefore runs once more afterwards.
/// Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands-ee/lib/pgbouncer.rb
/// </summary>
internal static class LeaderWatch
{
    private static readonly string Port = Ports.ConsulHttp.ToString(CultureInfo.InvariantCulture);

    // The watch hands its handler the answer of this question. Two leaders, or none, are for the handler and the gate to judge.
    private static readonly string Functions = $$"""
        ask() { PATH=$PATH:/opt/gitlab/embedded/bin curl -q -sf -m 3 "http://127.0.0.1:{{Port}}/v1/health/service/postgresql$1"; }
        one() { [ "$(printf %s "$1" | grep -o '"Service":."ID"' | wc -l)" = 1 ]; }

        """;

    /// <summary>Runs the handler when the file of PgBouncer names another host than the leader.</summary>
    public static Ensure Ensure { get; } = new()
    {
        Title = "PgBouncer has the leader that Consul names",
        Probe = Command.Shell("databases.ini: the leader of Consul?", Functions + """
            answer=$(ask '?passing') && one "$answer" || exit 0
            host=$(sed -n 's/^gitlabhq_production *=.* *host=\([^ ]*\).*/\1/p' /var/opt/gitlab/consul/databases.ini 2>/dev/null)
            [ -n "$host" ] && printf %s "$answer" | grep -qF -e "\"Node\":\"$host\"" -e "\"Address\":\"$host\""
            """),
        Apply = Command.Shell(
            "failover_postgresql_in_pgbouncer, with what Consul says now",
            Functions + EmbeddedScript.Of(typeof(LeaderWatch), "follow-consul-leader.sh")) with
        { Timeout = TimeSpan.FromMinutes(3) },
    };
}
