using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Observing;

/// <summary>Asks nodes what only an upgrade wants to know.</summary>
public sealed class UpgradeSurvey(Topology topology, Func<Node, IConnection> connect)
{
    private static readonly Command Major = Command.Shell(
        "gitlab-psql: show server_version_num",
        "gitlab-psql -d template1 -AtX -c \"SELECT current_setting('server_version_num')::int / 10000\"");

    private static readonly Command Client = Command.Shell(
        "pg_dump --version", @"/opt/gitlab/embedded/bin/pg_dump --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p'");

    /// <summary>The versions that all nodes can install; a node that cannot be asked is an error.</summary>
    public async Task<OfferedVersions> OfferedAsync(CancellationToken cancellationToken)
    {
        var package = topology.Environment.PackageName;
        var answers = await AskAsync(topology.PackageNodes, PackageCommands.Offered(package), cancellationToken).ConfigureAwait(false);
        return OfferedVersions.Of(answers.Values);
    }

    /// <summary>The PostgreSQL majors that run, the tracking database of Praefect included.</summary>
    public async Task<ImmutableDictionary<Node, int>> PostgresMajorsAsync(CancellationToken cancellationToken)
    {
        var answers = await AskAsync(
            [.. topology.With(RoleNames.Postgres), .. topology.With(RoleNames.PraefectPostgres)],
            Major,
            cancellationToken).ConfigureAwait(false);
        return answers.ToImmutableDictionary(x => x.Key, x => int.Parse(x.Value.Trim(), CultureInfo.InvariantCulture));
    }

    /// <summary>What PostgreSQL's major upgrade wants to know of every node with a database, whether that runs or not.</summary>
    /// <param name="directoryOf">The directory of a node's data.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ImmutableArray<DatabaseCluster>> DatabasesAsync(Func<Node, string> directoryOf, CancellationToken cancellationToken)
    {
        Node[] nodes = [.. topology.With(RoleNames.Postgres), .. topology.With(RoleNames.PraefectPostgres)];
        var answers = await AskAsync(nodes, x => DatabaseNode.Ask(x, directoryOf(x)), cancellationToken).ConfigureAwait(false);
        return DatabaseCluster.Of(topology, [.. answers.Select(x => DatabaseNode.Read(x.Key, directoryOf(x.Key), x.Value))]);
    }

    /// <summary>The majors of the clients by which Rails nodes dump the database.</summary>
    public async Task<ImmutableDictionary<Node, int>> ClientMajorsAsync(CancellationToken cancellationToken)
    {
        var answers = await AskAsync(topology.With(RoleNames.Rails), Client, cancellationToken).ConfigureAwait(false);
        return answers.ToImmutableDictionary(x => x.Key, x => int.Parse(x.Value.Trim(), CultureInfo.InvariantCulture));
    }

    private Task<Dictionary<Node, string>> AskAsync(IEnumerable<Node> nodes, Command command, CancellationToken cancellationToken) =>
        AskAsync(nodes, _ => command, cancellationToken);

    private async Task<Dictionary<Node, string>> AskAsync(
        IEnumerable<Node> nodes, Func<Node, Command> commandOf, CancellationToken cancellationToken)
    {
        async Task<(Node, string)> One(Node node)
        {
            var command = commandOf(node);
            var result = await connect(node).RunAsync(command, cancellationToken).ConfigureAwait(false);
            if (!result.Succeeded || string.IsNullOrWhiteSpace(result.Output))
                throw new OperatorException(
                    $"{command.Display}: no answer (exit code {result.ExitCode}) {result.Error.Trim()}".TrimEnd(),
                    node.Name,
                    "Make this work by hand on that node, then rerun the command.");
            return (node, result.Output);
        }

        return (await Task.WhenAll(nodes.Select(One)).ConfigureAwait(false)).ToDictionary(x => x.Item1, x => x.Item2);
    }
}
