namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A layout unlike the walk-through's: several roles on one node, and Sidekiq on nodes of its own.</summary>
public sealed class SharedNodesTests : IAsyncLifetime
{
    private const string Network = "172.31.246";

    private static readonly (string Group, string Roles, int Address)[] Groups =
    [
        ("data", "consul, redis, postgres, pgbouncer", 11), ("files", "praefect_postgres, gitaly", 21), ("praefect", "praefect", 31),
        ("lb", "load_balancer", 51), ("rails", "rails", 61), ("sidekiq", "sidekiq, monitoring", 71),
    ];

    private IDisposable? _turn;

    private Deployment Lab { get; } = new("e2e-shared");

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        Lab.Write("environment.yml", $$"""
            gitlab: { edition: ee, version: 18.2.8, external_url: http://gitlab.lab.test }
            provider: lab
            lab: { subnet: {{Network}}.0/24 }
            ntp_host: 127.0.0.1
            """);
        foreach (var (group, roles, address) in Groups)
            Lab.Write($"{group}.yml", $"roles: [{roles}]\nnodes:\n  - {{ name: {group}-1, address: {Network}.{address} }}\n");
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }

    [LongLabFact]
    public async Task Each_node_runs_the_services_of_its_roles_and_later_runs_start_only_these()
    {
        (await Lab.RunAsync("Deploy")).ShouldSucceed();

        (await ServicesAsync("data-1")).ShouldBe(
        [
            "consul", "logrotate", "node-exporter", "patroni", "pgbouncer", "pgbouncer-exporter", "postgres-exporter", "redis",
            "redis-exporter", "sentinel",
        ]);
        (await ServicesAsync("files-1")).ShouldBe(["consul", "gitaly", "logrotate", "node-exporter", "postgres-exporter", "postgresql"]);
        (await ServicesAsync("rails-1")).ShouldBe(["consul", "logrotate", "nginx", "node-exporter", "puma"]);
        (await ServicesAsync("sidekiq-1")).ShouldBe(["alertmanager", "consul", "logrotate", "node-exporter", "prometheus", "sidekiq"]);
        foreach (var _ in Enumerable.Range(0, 2))
            (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 6 nodes.");

        await StopSidekiqBesideAnotherServiceAsync();

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("sidekiq is down").ShouldNotSay("of-the-operator is down");
        (await Lab.Machines.RunAsync("sidekiq-1", "gitlab-ctl status sidekiq")).ShouldStartWith("run:");
        (await Lab.Machines.RunAsync("sidekiq-1", "gitlab-ctl status of-the-operator || true")).ShouldStartWith("down:");
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 6 nodes.");
    }

    private Task<string> StopSidekiqBesideAnotherServiceAsync() => Lab.Machines.RunAsync("sidekiq-1", """
        mkdir -p /opt/gitlab/sv/of-the-operator
        printf '#!/bin/sh\nexec sleep 1000000\n' >/opt/gitlab/sv/of-the-operator/run && chmod +x /opt/gitlab/sv/of-the-operator/run
        ln -s /opt/gitlab/sv/of-the-operator /opt/gitlab/service/
        until gitlab-ctl status of-the-operator | grep -q '^run'; do sleep 0.5; done
        gitlab-ctl stop of-the-operator && gitlab-ctl stop sidekiq
        """);

    private async Task<string[]> ServicesAsync(string node) =>
        [.. (await Lab.Machines.RunAsync(node, "gitlab-ctl status | sed -n 's/^run: \\([a-z-]*\\): .*/\\1/p' | sort"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
