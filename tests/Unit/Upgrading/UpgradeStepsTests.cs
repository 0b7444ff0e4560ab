using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradeStepsTests
{
    [Theory]
    [InlineData(UpgradeMode.ZeroDowntime)]
    [InlineData(UpgradeMode.WithDowntime)]
    public void Every_step_of_a_hop_is_as_it_was_read_and_accepted(UpgradeMode mode)
    {
        var plan = UpgradedSites.Plan(UpgradedSites.With().Values, mode);
        var tiers = UpgradeOrder.Of(Sample.Topology());
        var turns = tiers.SelectMany(tier => plan.Nodes.Where(x => tier.Group.Nodes.Contains(x.Node) && x.Stage != Stage.Migrate))
            .Concat(plan.ChangesIn(Stage.Migrate));

        Snapshot.Matches(string.Concat(turns.SelectMany(x => x.Steps).Select(x => UpgradedSites.Words(x) + "\n")), $"hop-{mode}.txt");
    }

    [Fact]
    public void Only_an_upgrade_may_change_the_version_of_what_runs() =>
        Should.Throw<OperatorException>(() => UpgradedSites.Plan(UpgradedSites.With().Values, mode: null))
            .Fix.ShouldContain("./build.sh Upgrade --to 18.3.6");

    [Fact]
    public void What_runs_the_new_version_already_is_left_alone_and_the_next_node_is_where_it_goes_on()
    {
        string[] upgraded = ["redis-1", "redis-2", "redis-3", "postgres-1"];

        var plan = UpgradedSites.Plan(UpgradedSites.With(upgraded).Values);

        plan.Nodes.Where(x => upgraded.Contains(x.Node.Name)).ShouldAllBe(x => !x.HasChanges);
        UpgradedSites.Turn(plan, "postgres-2").Select(UpgradedSites.Words).ShouldContain("postgres-2: install gitlab-ee 18.3.6");
    }

    [Fact]
    public void A_PgBouncer_gets_no_new_connection_before_it_is_interrupted_and_some_again_when_it_follows_the_leader()
    {
        var words = UpgradedSites.Turn(UpgradedSites.Plan(UpgradedSites.With().Values), "postgres-1").Select(UpgradedSites.Words).ToList();

        words.Take(3)
            .ShouldBe(["postgres-1: begun", "lb-1: run haproxy: drain pgbouncer/postgres-1", "postgres-1: install gitlab-ee 18.3.6"]);
        words.TakeLast(4).ShouldBe(
            ["postgres-1: wait until its host is the PostgreSQL leader", "lb-1: run haproxy: use pgbouncer/postgres-1 again",
                "lb-1: wait until every server behind it is up", "postgres-1: done"]);
    }

    [Fact]
    public void A_node_that_was_cut_short_behind_its_package_is_reconfigured_again()
    {
        var site = UpgradedSites.With("redis-1");
        var cut = site.Values.First(x => x.Node.Name == "redis-1") with { Mark = Mark.Unfinished };

        UpgradedSites.Turn(UpgradedSites.Plan(site.SetItem(cut.Node, cut).Values), "redis-1").Select(UpgradedSites.Words).ShouldBe(
            ["redis-1: begun", "redis-1: run gitlab-ctl reconfigure", "redis-1: run gitlab-ctl restart, what is older than the package",
                "redis-1: done"]);
    }

    [Fact]
    public void A_node_that_was_cut_short_while_it_migrated_migrates_again_before_it_serves()
    {
        var site = UpgradedSites.With("rails-1");
        var migrating = UpgradedSites.Desired(UpgradedSites.New).Single(x => x.Node.Name == "rails-1").MigratingGitlabRb!;
        var cut = site.Values.First(x => x.Node.Name == "rails-1");
        cut = cut with
        {
            Mark = Mark.Unfinished,
            Files = cut.Files.SetItem(migrating.Path, new FileState.Present(migrating.Content.Sha256, "root:root", "0600", null))
        };

        var steps = UpgradedSites.Turn(UpgradedSites.Plan(site.SetItem(cut.Node, cut).Values), "rails-1");

        var words = steps.Select(UpgradedSites.Words).ToList();
        int[] order =
        [
            words.IndexOf("lb-1: run haproxy: drain rails/rails-1, git-ssh/rails-1"),
            words.IndexOf("rails-1: run SKIP_POST_DEPLOYMENT_MIGRATIONS=true gitlab-ctl reconfigure"),
            words.IndexOf("rails-1: run gitlab-ctl reconfigure"),
            words.IndexOf("lb-1: run haproxy: use rails/rails-1, git-ssh/rails-1 again"), words.IndexOf("rails-1: done"),
        ];
        order.ShouldBe(order.Where(x => x >= 0).Order());
        steps.OfType<Step.WriteFile>().First().BeforeSha256.ShouldBe(migrating.Content.Sha256, "else it would be refused as drift");
    }

    [Fact]
    public void The_first_upgraded_node_makes_new_secrets_and_all_others_take_its_file()
    {
        var site = UpgradedSites.With("redis-2");
        var made = site.Values.First(x => x.Node.Name == "redis-2");
        made = made with
        {
            Files = made.Files.SetItem("/etc/gitlab/gitlab-secrets.json",
            new FileState.Present("with new keys", "root:root", "0600", null))
        };

        var plan = UpgradedSites.Plan(site.SetItem(made.Node, made).Values);

        UpgradedSites.Turn(plan, "redis-1").Select(UpgradedSites.Words)
            .ShouldContain("redis-1: copy /etc/gitlab/gitlab-secrets.json from redis-2");
        UpgradedSites.Turn(plan, "rails-1").Select(UpgradedSites.Words)
            .ShouldContain("rails-1: copy /etc/gitlab/gitlab-secrets.json from redis-2");
        UpgradedSites.Turn(plan, "redis-2").ShouldBeEmpty();
    }

    [Fact]
    public void With_downtime_what_uses_the_schema_is_stopped_where_it_is_old()
    {
        var site = UpgradedSites.With("rails-1");

        var stops = DowntimeSteps.Of(UpgradedSites.Desired(UpgradedSites.New), site);

        stops.SelectMany(x => x.Steps).Select(UpgradedSites.Words)
            .ShouldBe(["rails-2: run gitlab-ctl stop puma", "rails-2: run gitlab-ctl stop sidekiq"]);
    }
}
