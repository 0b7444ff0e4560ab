using System.Text.RegularExpressions;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles;
using Xunit.Abstractions;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>Every set of up to three roles on one node, at every version whose Omnibus decides otherwise.</summary>
public sealed partial class RoleCombinationTests(ITestOutputHelper output)
{
    // What the programs of a role are called in gitlab.rb.
    private static readonly Dictionary<string, string[]> Services = new()
    {
        ["consul"] = ["consul"],
        ["redis"] = ["redis", "sentinel", "redis_exporter"],
        ["redis_cache"] = ["redis", "sentinel", "redis_exporter"],
        ["postgres"] = ["patroni", "postgresql", "postgres_exporter"],
        ["pgbouncer"] = ["pgbouncer", "pgbouncer_exporter"],
        ["praefect_postgres"] = ["postgresql", "postgres_exporter"],
        ["praefect"] = ["praefect"],
        ["gitaly"] = ["gitaly"],
        ["load_balancer"] = [],
        ["rails"] = ["puma", "gitlab_workhorse", "gitlab_exporter", "nginx"],
        ["sidekiq"] = ["sidekiq"],
        ["monitoring"] = ["prometheus", "alertmanager"],
    };

    private static readonly string[] OnEveryNode = ["consul", "node_exporter", "logrotate"];

    private static readonly (string First, string Second, string Why)[] Apart =
    [
        ("load_balancer", "rails", "both listen on port 80"),
        ("load_balancer", "pgbouncer", "both listen on port 6432"),
        ("load_balancer", "praefect", "both listen on port 2305"),
        ("postgres", "praefect_postgres", "both listen on port 5432"),
        ("redis", "redis_cache", "both listen on port 6379"),
        ("redis_cache", "pgbouncer", "PgBouncer waits for the PostgreSQL leader"),
        ("redis_cache", "praefect", "Praefect migrates its tracking database"),
        ("redis_cache", "rails", "Rails there would take the master of the cache for the main one"),
        ("redis_cache", "sidekiq", "Rails there would take the master of the cache for the main one"),
        ("rails", "pgbouncer", "Omnibus runs no migration on a node with PgBouncer"),
        ("consul", "pgbouncer", "PgBouncer waits for the PostgreSQL leader"),
        ("redis", "pgbouncer", "PgBouncer waits for the PostgreSQL leader"),
        ("consul", "praefect", "Praefect migrates its tracking database"),
        ("redis", "praefect", "Praefect migrates its tracking database"),
        ("postgres", "praefect", "Praefect migrates its tracking database"),
        ("pgbouncer", "praefect", "Praefect migrates its tracking database"),
        ("praefect_postgres", "praefect", "Praefect migrates its tracking database"),
    ];

    public static TheoryData<string> Versions =>
    [
        "16.6.10", "17.0.8", "17.3.7", "17.4.6", "17.5.5", "17.6.5", "17.8.7", "18.0.6", "18.2.8", "18.6.6", "18.7.4", "18.11.2", "19.0.3",
        "19.2.1", "19.3.0",
    ];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_node_runs_exactly_the_services_of_its_roles_or_is_refused(string version)
    {
        var (works, refused) = (0, 0);
        foreach (var roles in SharedNode.Sets(3))
        {
            var shared = SharedNode.Of(roles);
            if (shared.Problems.Count > 0)
            {
                Refusals(shared, roles).Order().ShouldBe(Expected(roles).Order(), $"[{string.Join(", ", roles)}] at {version}");
                refused++;
                continue;
            }

            Expected(roles).ShouldBeEmpty($"[{string.Join(", ", roles)}] at {version} is accepted");
            ShouldWork(shared.Compose(version), roles, version);
            works++;
        }

        output.WriteLine($"{version}: {works} work, {refused} are refused, of {works + refused}");
        (works + refused).ShouldBe(12 + 66 + 220);
    }

    [Fact]
    public void A_refusal_says_where_why_and_what_to_do() => SharedNode.Of("praefect_postgres", "postgres").Problems.ShouldBe(
    [
        "environments/site/shared.yml:1:28: roles: praefect_postgres and postgres cannot be on one node: "
            + "the PostgreSQL of Praefect and PostgreSQL under Patroni both listen on port 5432; put postgres into a separate group",
    ]);

    [Theory]
    [InlineData("18.2.8")]
    [InlineData("19.3.0")]
    public void The_ports_that_are_known_of_a_role_are_those_that_are_rendered(string version)
    {
        foreach (var role in RoleCatalog.Known.Traits.Select(x => x.Name))
        {
            var desired = SharedNode.Of(role).Compose(version);

            var known = RoleCatalog.Known.Traits.Where(x => x.Name == role || (desired.GitlabRb is not null && x.Name == "consul"))
                .SelectMany(x => x.Listeners).SelectMany(x => x.Ports).Concat(desired.GitlabRb is null ? [] : [9100]);
            Ports(desired, version).Select(x => x.Port).Order().ShouldBe(known.Distinct().Order(), role);
        }
    }

    [Fact]
    public void A_failover_does_not_change_which_services_are_enabled()
    {
        var shared = SharedNode.Of("redis", "rails", "sidekiq");

        var replica = shared.Compose("18.2.8", live: new LiveState { RedisMaster = "10.10.1.99" }).GitlabRb.ShouldNotBeNull();

        replica.Roles.ShouldContain("redis_replica_role");
        new OmnibusServices(replica, new GitLabVersion(18, 2, 8)).Enabled().Order().ShouldBe(Wanted(["redis", "rails", "sidekiq"]));
    }

    [Fact]
    public void What_an_operator_enables_is_enabled_too_and_need_not_run()
    {
        var shared = SharedNode.Of("redis", "sidekiq");
        shared.Compose("18.2.8").Services.ShouldBe(["consul", "node-exporter", "redis", "redis-exporter", "sentinel", "sidekiq"]);

        var settings = RubyValue.Map(("logrotate", RubyValue.Map(("enable", false))), ("mailroom", RubyValue.Map(("enable", true))));
        var desired = shared.Compose("18.2.8", settings);

        desired.Services.ShouldBe(["consul", "node-exporter", "redis", "redis-exporter", "sentinel", "sidekiq"]);
        desired.Enabled.ShouldContain("mailroom");
        desired.Enabled.ShouldNotContain("logrotate");
    }

    private static void ShouldWork(DesiredNode desired, string[] roles, string version)
    {
        var what = $"[{string.Join(", ", roles)}] at {version}";
        Ports(desired, version).GroupBy(x => x.Port).Where(x => x.Count() > 1).ShouldBeEmpty(what);
        desired.Files.Select(x => x.Path).ShouldBeUnique(what);
        if (desired.GitlabRb is not { } rb) return;
        var omnibus = new OmnibusServices(rb, GitLabVersion.Parse(version));
        omnibus.Enabled().Order().ShouldBe(Wanted(roles), what);
        if (roles.Intersect(["rails", "sidekiq", "postgres"]).Any()) omnibus.ConfiguresRails().ShouldBeTrue(what);
        desired.Services.Select(x => x.Replace('-', '_')).Except(Wanted(roles)).ShouldBeEmpty(what);
        GitlabRbLinter.Lint(rb, GitLabVersion.Parse(version)).ShouldBeEmpty(what);
    }

    private static IEnumerable<string> Wanted(IEnumerable<string> roles) =>
        roles.SelectMany(x => Services[x]).Concat(OnEveryNode).Distinct().Order();

    private static IEnumerable<(string Service, int Port)> Ports(DesiredNode desired, string version)
    {
        var omnibus = desired.GitlabRb is null ? [] : new OmnibusServices(desired.GitlabRb, GitLabVersion.Parse(version)).Ports();
        var haproxy = desired.Files.Where(x => x.Path.EndsWith("haproxy.cfg", StringComparison.Ordinal))
            .SelectMany(x => Bind().Matches(x.Content.Masked))
            .Select(x => ("haproxy", int.Parse(x.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)));
        return omnibus.Concat(haproxy);
    }

    private static IEnumerable<string> Expected(string[] roles)
    {
        var found = Apart.Where(x => roles.Contains(x.First) && roles.Contains(x.Second)).ToList();
        // Beside its PostgreSQL, PgBouncer starts with it.
        if (roles.Contains("postgres")) found.RemoveAll(x => x.Why.StartsWith("PgBouncer waits", StringComparison.Ordinal));
        return found.Select(x => x.Why).Distinct();
    }

    private static IEnumerable<string> Refusals(SharedNode shared, string[] roles)
    {
        foreach (var problem in shared.Problems)
        {
            problem.ShouldStartWith("environments/site/shared.yml:1:", customMessage: string.Join(", ", roles));
            yield return Apart.Select(x => x.Why).Distinct().Single(problem.Contains);
        }
    }

    [GeneratedRegex(@"^\s*bind \S*:(\d+)", RegexOptions.Multiline)]
    private static partial Regex Bind();
}
