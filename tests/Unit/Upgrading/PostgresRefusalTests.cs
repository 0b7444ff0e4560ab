using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Roles.MajorUpgrade;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class PostgresRefusalTests
{
    [Theory]
    [InlineData("16.11.10", 13, "13,14", null, 14)]
    [InlineData("17.11.7", 14, "14,16", null, 16)]
    [InlineData("17.5.5", 14, "14,16", 16, 16)]
    [InlineData("18.11.11", 16, "16,17", null, 17)]
    [InlineData("16.11.10", 13, "13,15", null, 15)] // No package of GitLab brings 15: the package on the nodes decides alone.
    public void It_goes_to_the_newest_major_that_the_package_brings_and_the_window_allows(
        string version, int running, string brought, int? wanted, int major) =>
        Choose(version, running, brought, wanted).Major.ShouldBe(major);

    [Theory]
    [InlineData("17.4.6", 14, "14,16", null, "GitLab 17.4.6 has nowhere to go from PostgreSQL 14",
        "on GitLab 17.5 to 17.11: ./build.sh Upgrade --to 17.5 first")]
    [InlineData("17.4.6", 14, "14,16", 16, "cannot take PostgreSQL from 14 to 16", "--to 17.5 first")]
    [InlineData("17.11.7", 14, "14,16", 17, "cannot take PostgreSQL from 14 to 17", "--target-version 16")]
    [InlineData("17.11.7", 14, "14,16", 14, "PostgreSQL 14 runs already", "--target-version 16")]
    [InlineData("17.11.7", 14, "14,16", 13, "no upgrade goes back to 13", "--target-version 16")]
    [InlineData("18.2.8", 16, "16", null, "nowhere to go from PostgreSQL 16", "on GitLab 18.9 to 18.11")]
    [InlineData("19.3.0", 17, "17,18", null, "nowhere to go from PostgreSQL 17", "No window from PostgreSQL 17 is known")]
    public void Outside_the_windows_it_is_refused_with_the_nearest_that_would_do(
        string version, int running, string brought, int? wanted, string problem, string fix)
    {
        var refusal = Choose(version, running, brought, wanted).Refusal.ShouldNotBeNull();

        refusal.Problem.ShouldContain(problem);
        refusal.Fix.ShouldContain(fix);
        refusal.Where.ShouldContain($"the package of GitLab {version} brings {brought.Replace(",", ", ", StringComparison.Ordinal)}");
    }

    [Fact]
    public void A_site_without_anything_against_it_passes() => PostgresPreflight.Refuse(Facts(PostgresSites.All(14)));

    [Fact]
    public void Everything_that_is_against_it_is_told_at_once()
    {
        var full = PostgresSites.Of("postgres-2", 14, leads: true) with { FreeKiB = 19 * 1024 * 1024 };
        var left = PostgresSites.Of("postgres-1", 14) with { Beside = [PostgresSites.Directory + ".13"], FreeKiB = 10 * 1024 * 1024 };
        var facts = Facts(PostgresSites.Clusters(left, full, PostgresSites.Of("praefect-postgres-1", 14)));

        var refused = Should.Throw<OperatorException>(() => PostgresPreflight.Refuse(facts with
        {
            Pinned = ImmutableDictionary<Node, string>.Empty.Add(full.Node, "14"),
            Site = facts.Site with
            {
                Backup = new NewestBackup("/srv/backups", null),
                Pending = UpgradedSites.Plan(UpgradedSites.With().Values)
            },
        })).Problem;

        refused.ShouldContain("5 things are against this upgrade");
        foreach (var words in new[]
        {
            "not as the environment's files say", "There is no backup of GitLab", "postgresql['version'] is 14 in the settings",
            "19.0 GiB are free, and 2 times the data (10.0 GiB) are needed", "rm -rf /var/opt/gitlab/postgresql/data.13",
        })
            refused.ShouldContain(words);
    }

    [Fact]
    public void Nobody_guesses_whose_data_are_the_right_ones()
    {
        var leaderless = PostgresSites.Clusters(
            PostgresSites.Of("postgres-1", 14), PostgresSites.Of("postgres-2", 14), PostgresSites.Of("praefect-postgres-1", 14));

        Should.Throw<OperatorException>(() => PostgresPreflight.Refuse(Facts(leaderless))).Problem.ShouldContain("Patroni names no leader");
        Should.Throw<OperatorException>(() => PostgresPreflight.RefuseToContinue(leaderless, 16, "sample"))
            .Problem.ShouldContain("Patroni names no leader");
    }

    [Fact]
    public void What_gitlab_ctl_left_when_pg_upgrade_failed_is_to_be_looked_at_before_it_goes_on()
    {
        var reverted = PostgresSites.Of("postgres-2", 14, leads: true, goesTo: 16) with { Beside = [PostgresSites.Directory + ".16"] };
        var upgraded = PostgresSites.Of("postgres-2", 16, leads: true, goesTo: 16) with { Beside = [PostgresSites.Directory + ".14"] };
        ImmutableArray<DatabaseCluster> With(DatabaseNode node) =>
            PostgresSites.Clusters(PostgresSites.Of("postgres-1", 14), node, PostgresSites.Of("praefect-postgres-1", 14));

        Should.Throw<OperatorException>(() => PostgresPreflight.RefuseToContinue(With(reverted), 16, "sample"))
            .Fix.ShouldContain("pg_upgrade_output.d");
        PostgresPreflight.RefuseToContinue(With(upgraded), 16, "sample");
    }

    private static PostgresTarget Choose(string version, int running, string brought, int? wanted)
    {
        var majors = brought.Split(',').Select(x => int.Parse(x, CultureInfo.InvariantCulture)).ToImmutableArray();
        var clusters = PostgresSites.All(running).Select(x => x with { Nodes = [.. x.Nodes.Select(y => y with { Brought = majors })] });
        return PostgresTarget.Choose(VersionTable.Known, GitLabVersion.Parse(version), [.. clusters], wanted);
    }

    private static PostgresFacts Facts(ImmutableArray<DatabaseCluster> clusters) => new()
    {
        Site = new PreflightFacts
        {
            Topology = Sample.Topology(),
            Hops = [],
            Observed = UpgradedSites.With(),
            Pending = null,
            Verified = [],
            BackgroundMigrations = null,
            PostgresMajors = [],
        },
        Clusters = clusters,
        Target = new PostgresTarget(16, null),
        Pinned = ImmutableDictionary<Node, string>.Empty,
    };
}
