using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradeRefusalTests
{
    private static readonly OfferedVersions Offered = OfferedVersions.Of(
        ["18.5.4-ee.0\n18.3.6-ee.0\n18.2.8-ee.0\n18.2.5-ee.0\n16.7.10-ee.0\n16.6.10-ee.0\n",
            "16.6.10-ee.0\n16.7.10-ee.0 18.2.5-ee.0\n18.2.8-ee.0\n18.3.6-ee.0.el8\n18.5.4-ee.0\n19.0.0-ee.0"]);

    [Fact]
    public void Only_what_all_nodes_offer_counts() =>
        Offered.Versions.Select(x => x.ToString()).ShouldBe(["16.6.10", "16.7.10", "18.2.5", "18.2.8", "18.3.6", "18.5.4"]);

    [Fact]
    public void Without_downtime_no_minor_is_left_out()
    {
        Paths.Versions(Path("18.2.5", "18.3", zeroDowntime: true)).ShouldBe(["18.2.8", "18.3.6"]);
        Paths.Versions(Path("16.6.10", "16.7", zeroDowntime: true)).ShouldBe(["16.7.10"]);

        var refused = Should.Throw<OperatorException>(() => Path("18.2.8", "18.5", zeroDowntime: true));

        refused.Problem.ShouldContain("18.4.6, and without downtime no minor may be left out");
        refused.Fix.ShouldContain("--with-downtime");
        Paths.Versions(Path("18.2.8", "18.5", zeroDowntime: false)).ShouldBe(["18.5.4"]);
    }

    [Fact]
    public void A_stop_that_nobody_offers_is_refused_with_downtime_too() =>
        Should.Throw<OperatorException>(() => Path("16.7.10", "18.2", zeroDowntime: false)).Problem.ShouldContain("16.11.10, 17.3.7");

    [Fact]
    public void Three_versions_are_nothing_that_an_upgrade_leaves()
    {
        var site = UpgradedSites.With("redis-1");
        InstalledVersions.Of(Sample.Topology(), site).Mixed.ShouldBeTrue();
        var third = UpgradedSites.Runs("rails-2", "18.5.4");

        var refused = Should.Throw<OperatorException>(() => InstalledVersions.Of(Sample.Topology(), site.SetItem(third.Node, third)));

        refused.Problem.ShouldContain("18.3.6 on redis-1; 18.5.4 on rails-2");
    }

    [Fact]
    public void A_silent_node_is_refused_by_name()
    {
        var site = UpgradedSites.With();
        var silent = site.Values.First(x => x.Node.Name == "gitaly-2") with { Unreachable = "No route to host" };

        Should.Throw<OperatorException>(() => InstalledVersions.Of(Sample.Topology(), site.SetItem(silent.Node, silent)))
            .Problem.ShouldBe("gitaly-2 could not be asked: No route to host");
    }

    [Theory]
    [InlineData(14, "18.0.6", "GitLab 18.0.6 needs PostgreSQL 16, and 14 runs")]
    [InlineData(16, "18.0.6", null)]
    [InlineData(15, "18.0.6", null)] // No package of GitLab brings it: the package's own guard judges.
    public void PostgreSQL_must_be_new_enough_for_every_hop(int major, string to, string? problem)
    {
        var facts = Facts(
            Paths.Of("17.11.7", to)) with
        {
            PostgresMajors = Sample.Topology().With(RoleNames.Postgres)
                .ToImmutableDictionary(x => x, _ => major)
        };

        if (problem is null) Preflight.Refuse(facts);
        else Should.Throw<OperatorException>(() => Preflight.Refuse(facts)).Problem.ShouldContain(problem);
    }

    [Theory]
    [InlineData(23.0, null)]
    [InlineData(25.0, "is 25 h old, and 24 h are allowed")]
    [InlineData(null, "There is no backup of GitLab")]
    public void Without_a_fresh_backup_there_is_no_way_back(double? hours, string? problem)
    {
        var facts = Facts(
            Paths.Of("17.11.7", "18.0.6")) with
        {
            Backup = new NewestBackup(
                "/srv/backups", hours is { } age ? TimeSpan.FromHours(age) : null)
        };

        if (problem is null) Preflight.Refuse(facts);
        else Should.Throw<OperatorException>(() => Preflight.Refuse(facts)).Message.ShouldContain(problem);
    }

    [Fact]
    public void Everything_that_is_against_it_is_told_at_once()
    {
        var full = UpgradedSites.With().Values.First(x => x.Node.Name == "rails-1") with { FreeKiB = 1000 };
        var facts = Facts(Paths.Prod("16.11", "17.3", settings: RubyValue.Map(("sidekiq", RubyValue.Map(("max_concurrency", 20)))))) with
        {
            Observed = UpgradedSites.With().SetItem(full.Node, full),
            BackgroundMigrations = Verdict.Unhealthy(
                "BackfillNotes on notes is failed (1 to go)", "Finalize it.") with
            { IsPermanent = true },
            Pending = UpgradedSites.Plan(UpgradedSites.With().Values),
        };

        var refused = Should.Throw<OperatorException>(() => Preflight.Refuse(facts)).Problem;

        refused.ShouldContain("4 things are against this upgrade");
        foreach (var words in new[] { "1 nodes have less", "BackfillNotes on notes is failed",
            "GitLab 17.3.7 refuses a setting: sidekiq.max_concurrency", "not as the environment's files say" })
            refused.ShouldContain(words);
    }

    private static UpgradePath Path(string from, string to, bool zeroDowntime)
    {
        var table = Offered.In(VersionTable.Known);
        return Offered.Checked(
            UpgradePath.Find(table, Sample.Topology(), UpgradeRange.Of(table, GitLabVersion.Parse(from), null, to), zeroDowntime));
    }

    private static PreflightFacts Facts(UpgradePath path) => new()
    {
        Topology = Sample.Topology(),
        Hops = path.Hops,
        Observed = UpgradedSites.With(),
        Pending = null,
        Verified = [],
        BackgroundMigrations = Verdict.Healthy("none"),
        PostgresMajors = ImmutableDictionary<Node, int>.Empty,
    };
}
