using System.Globalization;
using System.Text;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>An environment of any size: what a site has once stays as it is, Gitaly and Sidekiq grow.</summary>
internal static class GeneratedEnvironment
{
    private const string Main = """
        gitlab:
          edition: ee
          version: 18.2.8
          external_url: https://gitlab.example.com
        provider: hosts

        """;

    private const string Unreached = """
        connection:
          known_hosts: known_hosts

        """;

    private static readonly (string Group, string Roles, int Nodes)[] Fixed =
    [
        ("redis", "consul, redis", 3),
        ("postgres", "postgres, pgbouncer", 3),
        ("praefect-postgres", "praefect_postgres", 1),
        ("praefect", "praefect", 3),
        ("load-balancer", "load_balancer", 1),
        ("rails", "rails", 4),
    ];

    /// <summary>Writes its files.</summary>
    /// <param name="workspace">Where to.</param>
    /// <param name="name">The environment's name.</param>
    /// <param name="size">How many nodes it has.</param>
    /// <param name="connection">How its nodes are reached; null when no connection is made.</param>
    /// <param name="hostOf">The host of a node's sshd, by the node's number.</param>
    public static void Write(Workspace workspace, string name, int size, string? connection = null, Func<int, string>? hostOf = null)
    {
        var fixedNodes = Fixed.Sum(x => x.Nodes);
        var growing = Math.Max(size, fixedNodes) - fixedNodes;
        workspace.Write(name, "environment.yml", Main + (connection ?? Unreached));
        var next = 0;
        foreach (var (group, roles, nodes) in Fixed.Append(("gitaly", "gitaly", growing - (growing / 2)))
            .Append(("sidekiq", "sidekiq", growing / 2)).Where(x => x.Item3 > 0))
        {
            workspace.Write(name, $"{group}.yml", Text(group, roles, next, nodes, hostOf));
            next += nodes;
        }
    }

    private static string Text(string group, string roles, int first, int nodes, Func<int, string>? hostOf)
    {
        var text = new StringBuilder($"roles: [{roles}]\nnodes:\n");
        for (var number = first; number < first + nodes; number++)
        {
            var host = hostOf is null ? "" : $", ssh_host: {hostOf(number)}";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - {{ name: {group}-{number - first + 1}, address: 10.20.{number / 250}.{(number % 250) + 1}{host} }}\n");
        }

        return text.ToString();
    }
}
