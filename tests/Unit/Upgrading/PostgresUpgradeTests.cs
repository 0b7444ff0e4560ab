using System.Diagnostics;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Roles.MajorUpgrade;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class PostgresUpgradeTests
{
    [Fact]
    public void Every_step_is_as_it_was_read_and_accepted() => Snapshot.Matches(PostgresSites.Words(PostgresSites.All(14)), "postgres.txt");

    [Fact]
    public void Both_databases_are_upgraded_side_by_side_and_a_failure_says_the_way_back_of_each()
    {
        var phase = PostgresSites.Steps().Of(PostgresSites.All(14)).Single(x => x.Title.StartsWith("leaders", StringComparison.Ordinal));

        phase.Nodes.Select(x => x.Node.Name).ShouldBe(["postgres-2", "praefect-postgres-1"]);
        phase.IfItFails.ShouldContain(
            "gitlab-ctl revert-pg-upgrade -V 14 on postgres-2 and gitlab-ctl revert-pg-upgrade -V 14 on praefect-postgres-1 where 16 "
                + "runs already");
    }

    [Theory]
    [InlineData("replicas stop", "The data are as they were.")]
    [InlineData("leaders", "the way back is open")]
    [InlineData("PgBouncers", "the way back is open")]
    [InlineData("the site is back", "the way back is open")]
    [InlineData("replicas copy", "do not revert it any more")]
    public void A_failure_says_what_is_true_of_the_data_by_then(string phase, string said) =>
        PostgresSites.Steps().Of(PostgresSites.All(14)).Single(x => x.Title.StartsWith(phase, StringComparison.Ordinal))
            .IfItFails.ShouldContain(said);

    [Fact]
    public void A_database_that_is_upgraded_already_is_left_alone_while_the_other_one_is()
    {
        var half = PostgresSites.Clusters(
            PostgresSites.Of("postgres-1", 14),
            PostgresSites.Of("postgres-2", 14, leads: true),
            PostgresSites.Of("praefect-postgres-1", 16));

        var phase = PostgresSites.Steps("rails-1", "rails-2").Of(half).Single(x => x.Title.StartsWith("leaders", StringComparison.Ordinal));

        phase.Nodes.Select(x => x.Node.Name).ShouldBe(["postgres-2"]);
        phase.IfItFails.ShouldNotContain("praefect-postgres-1");
    }

    [Fact]
    public void The_leader_that_has_the_new_data_is_left_alone_and_the_site_comes_back_before_the_replicas()
    {
        var words = PostgresSites.Words(
            PostgresSites.Clusters(
                PostgresSites.Of("postgres-1", 14),
                PostgresSites.Of("postgres-2", 16, leads: true),
                PostgresSites.Of("praefect-postgres-1", 16)),
            "rails-1", "rails-2");

        words.ShouldNotContain("--leader");
        words.ShouldNotContain("praefect-postgres-1: run");
        words.IndexOf("rails-1: run gitlab-ctl start puma", StringComparison.Ordinal)
            .ShouldBeInRange(0, words.IndexOf("--replica", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replica_whose_programs_are_new_copies_without_gitlab_ctl_which_would_find_nothing_to_do()
    {
        var words = PostgresSites.Words(
            PostgresSites.Clusters(
                PostgresSites.Of("postgres-1", 14, programs: 16),
                PostgresSites.Of("postgres-2", 16, leads: true),
                PostgresSites.Of("praefect-postgres-1", 16)));

        words.ShouldContain("postgres-1: run mv /var/opt/gitlab/postgresql/data aside unless of 16; gitlab-ctl reconfigure");
        words.ShouldNotContain("pg-upgrade -V");
    }

    [Fact]
    public void When_all_is_upgraded_and_the_site_is_still_down_it_is_brought_back()
    {
        var words = PostgresSites.Words(PostgresSites.All(16), "rails-2");

        words.ShouldContain("rails-2: run gitlab-ctl start sidekiq");
        words.ShouldNotContain("stop");
        words.ShouldNotContain("rails-1");
    }

    [Fact]
    public void An_upgrade_that_broke_off_before_there_were_new_data_is_taken_back_to_the_old_ones_first()
    {
        var broken = PostgresSites.Clusters(
            PostgresSites.Of("postgres-1", 14),
            PostgresSites.Of("postgres-2", 14, programs: 16),
            PostgresSites.Of("praefect-postgres-1", 14));

        broken[0].GoesTo.ShouldBe(16);
        PostgresSites.Words(PostgresSites.Steps().Repair(broken)).ShouldBe(
            "an upgrade broke off there: the old data go on\n  postgres-2: run rm -rf /var/opt/gitlab/postgresql/data.16; gitlab-ctl "
                + "reconfigure\n");
        PostgresSites.Steps().Repair(PostgresSites.All(14)).Nodes.ShouldBeEmpty();
    }

    [Fact]
    public void A_mark_on_a_node_says_where_it_was_going_and_is_none_that_a_deployment_takes_for_done()
    {
        var begun = PostgresSites.Steps().Of(PostgresSites.All(14)).SelectMany(x => x.Nodes).SelectMany(x => x.Steps)
            .OfType<Step.WriteMarker>().First();

        begun.IsFinal.ShouldBeFalse();
        DatabaseNode.Read(begun.Node, PostgresSites.Directory, $"programs 14\ndata 14\nmark {begun.Mark}\n").GoesTo.ShouldBe(16);
        DatabaseNode.Read(begun.Node, PostgresSites.Directory, "mark unfinished\n").GoesTo.ShouldBeNull();
    }

    [Fact]
    public void What_a_node_says_is_read_word_by_word()
    {
        var read = DatabaseNode.Read(
            Sample.Topology().Nodes[0],
            PostgresSites.Directory,
            "programs 16\ndata 14\nbrought 16\nbrought 14\nbeside /srv/data.16\nused 12\nfree 34\nupgrading\nleads\nmark abc\n");

        (read.Programs, read.Data, read.UsedKiB, read.FreeKiB, read.Upgrading, read.Leads).ShouldBe((16, 14, 12, 34, true, true));
        read.Brought.ShouldBe([14, 16]);
        read.Beside.ShouldBe(["/srv/data.16"]);
        DatabaseNode.Read(read.Node, PostgresSites.Directory, "programs \ndata \nused \n").Data.ShouldBeNull();
    }

    [Fact]
    public void A_shell_reads_every_script()
    {
        var node = PostgresSites.Of("postgres-1", 14);
        var limit = TimeSpan.FromHours(1);
        Command[] commands =
        [
            DatabaseNode.Ask(node.Node, node.Directory), PgUpgradeCommands.Leader(node, 16, patroni: true, limit),
            PgUpgradeCommands.Replica(node, 16, limit), PgUpgradeCommands.Await(limit),
            PgUpgradeCommands.PutBack(node, 16), PgUpgradeCommands.Analyze(limit),
            .. PostgresSites.Steps()
            .Repair(PostgresSites.Clusters(PostgresSites.Of("postgres-1", 14, programs: 16),
            node with { Node = Sample.Topology().Nodes.Single(x => x.Name == "postgres-2") }, PostgresSites.Of("praefect-postgres-1", 14)))
                .Nodes.SelectMany(x => x.Steps).OfType<Step.RunCommand>().Select(x => x.Command),
        ];
        foreach (var command in commands)
        {
            using var shell = Process.Start(new ProcessStartInfo("sh", ["-n", "-c", command.Script]) { RedirectStandardError = true })!;
            var said = shell.StandardError.ReadToEnd();
            shell.WaitForExit();
            said.ShouldBeEmpty(command.Display);
        }
    }
}
