using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>Every PgBouncer sends the main database to the node that leads now, and is neither paused nor disabled.</summary>
/// <remarks>The leader is asked on the PostgreSQL nodes: no firewall has to let PgBouncer nodes reach Patroni.</remarks>
public sealed record PgBouncerLeader(ImmutableArray<Node> PgBouncers, ImmutableArray<Node> Postgres, Secret Password) : CrossCheck
{
    private const string Database = "gitlabhq_production";
    private const string SplitBrain = "split brain";

    /// <inheritdoc />
    public override string Id => "pgbouncer.leader";

    /// <inheritdoc />
    public override string Component => Components.PgBouncer;

    /// <inheritdoc />
    public override string Title => "its host is the PostgreSQL leader";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes =>
        [.. Postgres.Select(x => new Probe(x, PatroniAsk.Cluster(x))), .. PgBouncers.Select(x => new Probe(x, Databases))];

    private Command Databases
    {
        get
        {
            // Consul's watch stops PgBouncer when two nodes pass as leader, and resumes it when one does.
            var script = EmbeddedScript.Of(typeof(PgBouncerLeader), "pgbouncer-databases.sh");
            var command = Ask.Of("psql -h 127.0.0.1 -p 6432 -U pgbouncer pgbouncer -c 'SHOW DATABASES'", script);
            return command with { Input = SecretText.Of($"{Password}\n") };
        }
    }

    /// <inheritdoc />
    protected override bool MayBeSilent(int probe) => probe < Postgres.Length;

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var leader = answers.Where(x => x.Index < Postgres.Length).Select(PatroniAsk.Read).SelectMany(x => x?.Leaders ?? [])
            .FirstOrDefault();
        if (leader is null && !Postgres.IsEmpty)
            return Verdict.Unknown("no node names a PostgreSQL leader", "Fix patroni.members first.");
        var verdicts = answers.Where(x => x.Index >= Postgres.Length).Select(x => (x.Node, Verdict: Judge(x, leader))).ToArray();
        if (verdicts.Length == 0) return Verdict.Unknown("no PgBouncer answers", "Make the nodes answer first.");
        var worst = verdicts.Where(x => x.Verdict.Health != Health.Healthy).ToArray();
        return worst.Length == 0
            ? Verdict.Healthy(
                $"{verdicts.Length} of {verdicts.Length} send it to "
                    + $"{(leader is null ? verdicts[0].Verdict.Evidence : Postgres.NameOf(leader.Host))}")
            : Together(worst);
    }

    private static Verdict Together((Node Node, Verdict Verdict)[] worst)
    {
        var first = worst.OrderBy(x => x.Verdict.Health == Health.Unhealthy ? 0 : 1).First().Verdict;
        return first with { Evidence = Excerpt.List(worst.Select(x => $"{x.Node.Name}: {x.Verdict.Evidence}")) };
    }

    private Verdict Judge(Answer answer, PatroniMember? leader)
    {
        var rows = PgBouncerDatabases.Parse(answer.Output);
        if (rows.IsEmpty) return PgBouncerAnswers.Refusal(answer);
        if (rows.FirstOrDefault(x => x.Name == Database) is not { } row)
            return Verdict.Unhealthy(
                $"no database {Database}", "databases.ini was not written: check /var/log/gitlab/consul/failover_pgbouncer.log");
        if (row.Paused && answer.Output.Contains($"\n{SplitBrain} of ", StringComparison.Ordinal))
            return Verdict.Unhealthy(
                "stopped: Consul knows two PostgreSQL leaders",
                "See who really leads: gitlab-ctl patroni members; gitlab-ctl stop patroni on the other one. PgBouncer is resumed then: "
                    + "do not resume it before.");
        if (row.Paused || row.Disabled)
            return Verdict.Unhealthy(row.Paused ? "paused" : "disabled", "gitlab-ctl pgb-resume; then see gitlab-ctl tail pgbouncer");
        if (leader is null) return row.Host.Length > 0 ? Verdict.Healthy(row.Host) : NoHost();
        if (row.Host.Length == 0) return NoHost();
        return Leads(row.Host, leader) ? Verdict.Healthy(row.Host) : Elsewhere(row.Host, leader);
    }

    // The watcher writes Consul's name of the leader when DNS resolves it, else its address.
    private bool Leads(string host, PatroniMember leader) =>
        host == leader.Host || host == leader.Name ||
        (Postgres.FirstOrDefault(x => leader.Host.Means(x) || leader.Name.Means(x)) is { } node && host.Means(node));

    private static Verdict NoHost() =>
        Verdict.Unhealthy(
            "no host",
            "The Consul watcher has not written one: check /var/log/gitlab/consul/failover_pgbouncer.log and ~gitlab-consul/.pgpass");

    private Verdict Elsewhere(string host, PatroniMember leader) => Verdict.Unhealthy(
        $"host is {Postgres.NameOf(host)}, the leader is {Postgres.NameOf(leader.Host)}",
        "A watch of Consul that met errors asks again after up to 3 min; at once: /opt/gitlab/embedded/bin/consul reload. Else see "
            + "/var/log/gitlab/consul/failover_pgbouncer.log; gitlab-consul needs its .pgpass and a place in admin_users");
}
