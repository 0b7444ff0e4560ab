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

    public static void Write(Workspace workspace, string name, int size)
    {
        var growing = size - Fixed.Sum(x => x.Nodes);
        workspace.Write(name, "environment.yml", Main);
        var next = 0;
        foreach (var (group, roles, nodes) in Fixed.Append(("gitaly", "gitaly", growing / 2))
            .Append(("sidekiq", "sidekiq", growing - (growing / 2))))
        {
            workspace.Write(name, $"{group}.yml", Text(group, roles, next, nodes));
            next += nodes;
        }
    }

    private static string Text(string group, string roles, int first, int nodes)
    {
        var text = new StringBuilder($"roles: [{roles}]\nnodes:\n");
        for (var i = 0; i < nodes; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - {{ name: {group}-{i + 1}, address: 10.20.{(first + i) / 250}.{((first + i) % 250) + 1} }}\n");
        return text.ToString();
    }
}
