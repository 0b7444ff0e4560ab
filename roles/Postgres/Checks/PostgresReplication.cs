using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>PostgreSQL's own view beside Patroni's: one node writes and streams to as many replicas as there are.</summary>
public sealed partial record PostgresReplication(Topology Topology) : CrossCheck
{
    private const string Query =
        "select pg_is_in_recovery(), (select count(*) from pg_stat_replication where state = 'streaming'), " +
        "(select count(*) from pg_stat_wal_receiver where status = 'streaming')";

    /// <inheritdoc />
    public override string Id => "postgres.replication";

    /// <inheritdoc />
    public override string Component => Components.Postgres;

    /// <inheritdoc />
    public override string Title => "the leader streams to every replica";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Command))];

    private static Command Command =>
        Ask.Of("gitlab-psql -d template1 -tAc 'select … from pg_stat_replication'", "exec gitlab-psql -d template1 -tAc \"$1\"", Query);

    private ImmutableArray<Node> Nodes => Topology.With(RoleNames.Postgres);

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (x.Node, Row: Row().Match(x.Output), x.Output)).ToArray();
        if (said.FirstOrDefault(x => !x.Row.Success) is { Node: { } odd } strange) return Odd(odd, strange.Output);
        var writers = said.Where(x => x.Row.Groups[1].Value == "f").ToArray();
        if (writers.Length != 1)
            return Verdict.Unhealthy(
                $"{writers.Length} nodes accept writes{Names(writers.Select(x => x.Node.Name))}",
                "See gitlab-ctl patroni members and gitlab-ctl tail patroni.");
        var deaf = said.Where(x => x.Row.Groups[1].Value == "t" && x.Row.Groups[3].Value == "0").Select(x => x.Node.Name).ToArray();
        if (deaf.Length > 0)
            return Verdict.Unhealthy(
                $"{Excerpt.List(deaf)} receives no WAL", "See gitlab-ctl tail patroni and gitlab-ctl tail postgresql there.");
        var streams = int.Parse(writers[0].Row.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        return streams >= Nodes.Length - 1
            ? Verdict.Healthy($"{writers[0].Node.Name} streams to {streams} replicas")
            : Verdict.Unhealthy(
                $"{writers[0].Node.Name} streams to {streams} of {Nodes.Length - 1} replicas",
                "Check max_wal_senders and max_replication_slots, then the replicas' logs.");
    }

    private static Verdict Odd(Node node, string output) =>
        output.Contains("could not connect", StringComparison.Ordinal) || output.Contains("connection to server", StringComparison.Ordinal)
        ? Verdict.Unhealthy($"{node.Name}: {Excerpt.Of(output)}", "PostgreSQL does not accept connections there: gitlab-ctl tail patroni")
        : Verdict.Unknown(
            $"{node.Name} says: {Excerpt.Of(output)}", "Ask by hand: gitlab-psql -d template1 -c 'select * from pg_stat_replication'");

    private static string Names(IEnumerable<string> names) => Excerpt.List(names) is { Length: > 0 } list ? $": {list}" : "";

    [GeneratedRegex(@"^([tf])\|(\d{1,6})\|(\d{1,6})\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
