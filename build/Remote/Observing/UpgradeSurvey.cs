using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Observing;

/// <summary>Asks nodes what only an upgrade wants to know.</summary>
public sealed class UpgradeSurvey(Topology topology, Func<Node, IConnection> connect)
{
    private static readonly Command Major = Command.Shell(
        "gitlab-psql: show server_version_num",
        "gitlab-psql -d template1 -AtX -c \"SELECT current_setting('server_version_num')::int / 10000\"");

    /// <summary>The versions that all nodes can install; a node that cannot be asked is an error.</summary>
    public async Task<OfferedVersions> OfferedAsync(CancellationToken cancellationToken)
    {
        var package = $"gitlab-{topology.Environment.Edition.ToString().ToLowerInvariant()}";
        var answers = await AskAsync(topology.PackageNodes, PackageCommands.Offered(package), cancellationToken).ConfigureAwait(false);
        return OfferedVersions.Of(answers.Values);
    }

    /// <summary>The PostgreSQL majors that run, the tracking database of Praefect included.</summary>
    public async Task<ImmutableDictionary<Node, int>> PostgresMajorsAsync(CancellationToken cancellationToken)
    {
        var answers = await AskAsync([.. topology.With(RoleNames.Postgres), .. topology.With(RoleNames.PraefectPostgres)], Major, cancellationToken).ConfigureAwait(false);
        return answers.ToImmutableDictionary(x => x.Key, x => int.Parse(x.Value.Trim(), CultureInfo.InvariantCulture));
    }

    private async Task<Dictionary<Node, string>> AskAsync(IEnumerable<Node> nodes, Command command, CancellationToken cancellationToken)
    {
        async Task<(Node, string)> One(Node node)
        {
            var result = await connect(node).RunAsync(command, cancellationToken).ConfigureAwait(false);
            if (!result.Succeeded || string.IsNullOrWhiteSpace(result.Output))
                throw new OperatorException($"{command.Display}: no answer (exit code {result.ExitCode}) {result.Error.Trim()}".TrimEnd(), node.Name, "Make this work by hand on that node, then run the same command again.");
            return (node, result.Output);
        }

        return (await Task.WhenAll(nodes.Select(One)).ConfigureAwait(false)).ToDictionary(x => x.Item1, x => x.Item2);
    }
}
