namespace GitLabHa.Tests.Integration.Backups;

/// <summary>The files of a lab with every role that holds data, on as few nodes as the rules allow.</summary>
internal static class SmallestSite
{
    private static readonly (string Group, string Roles, int Address)[] Groups =
    [
        ("redis", "consul, redis", 11), ("postgres", "postgres, pgbouncer", 21), ("tracking", "praefect_postgres", 25),
        ("praefect", "praefect", 31),
        ("gitaly", "gitaly", 41), ("lb", "load_balancer", 51), ("rails", "rails, sidekiq", 61),
    ];

    internal static void Write(string folder, string network)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "environment.yml"), $"""
            gitlab:
              edition: ee
              version: 16.6.10 # a lab for a drill gets the version of the backup
              external_url: http://gitlab.lab.test
            provider: lab
            lab:
              subnet: {network}.0/24
            ntp_host: 127.0.0.1
            """);
        foreach (var (group, roles, address) in Groups)
            File.WriteAllText(
                Path.Combine(folder, $"{group}.yml"),
                $"roles: [{roles}]\nnodes:\n  - {{ name: {group}-1, address: {network}.{address} }}\n");
    }
}
