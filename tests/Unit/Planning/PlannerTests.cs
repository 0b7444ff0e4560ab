using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Roles;
using static GitLabHa.Tests.Unit.Planning.PlannedSite;

namespace GitLabHa.Tests.Unit.Planning;

public sealed class PlannerTests
{
    [Fact]
    public void Nodes_that_are_as_wanted_have_no_steps() => PlanOf(Desired.Select(Converged)).HasChanges.ShouldBeFalse();

    [Fact]
    public void An_empty_machine_gets_package_files_reconfigure_and_mark_in_this_order()
    {
        var steps = PlanOf(Desired.Select(x => new NodeObservation { Node = x.Node })).Nodes.Where(x => x.Node.Name == "redis-1")
            .SelectMany(x => x.Steps);

        steps.Select(Words).ShouldBe(
        [
            "mark first-run", "write /etc/gitlab/skip-auto-reconfigure", "write /etc/gitlab/skip-auto-backup", "install gitlab-ee 18.2.8",
            "write /etc/gitlab/gitlab.rb", "run gitlab-ctl reconfigure",
            "satisfy Consul runs with its settings", "mark final",
        ]);
    }

    [Fact]
    public void Everybody_but_the_first_waits_for_the_secrets_before_the_first_reconfigure()
    {
        var plan = PlanOf(Desired.Select(x => new NodeObservation { Node = x.Node }));

        foreach (var node in plan.Nodes.Where(
            x => x.Stage is not (Stage.Prepare or Stage.Migrate or Stage.LoadBalancer) && x.Node.Name != "redis-1"))
            Words(node.Steps[0]).ShouldBe("copy /etc/gitlab/gitlab-secrets.json from ?", node.Node.Name);
    }

    [Fact]
    public void A_replaced_node_gets_the_secrets_of_a_node_that_has_them()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "rails-2" ? new NodeObservation { Node = x.Node } : Converged(x)));

        plan.Nodes.Where(x => x.HasChanges).Select(x => x.Node.Name).Distinct().ShouldBe(["rails-2"]);
        plan.ChangesIn(Stage.Rails).Single().Steps.Select(Words).ShouldContain("copy /etc/gitlab/gitlab-secrets.json from redis-1");
    }

    [Fact]
    public void A_changed_file_is_written_with_the_hash_it_must_still_have_and_its_masked_text()
    {
        var changed = Desired.Single(x => x.Node.Name == "gitaly-1");
        var plan = PlanOf(Desired.Select(x => x == changed ? With(Converged(x), DesiredNode.GitlabRbPath, "old SECRET") : Converged(x)));

        var write = plan.Nodes.Single(x => x.HasChanges).Steps.OfType<Step.WriteFile>().Single();

        write.BeforeSha256.ShouldBe("old");
        write.BeforeMasked.ShouldBe("old ***");
        plan.Nodes.Single(x => x.HasChanges).Steps.Select(Words)
            .ShouldBe(["mark unfinished", "write /etc/gitlab/gitlab.rb", "run gitlab-ctl reconfigure", "mark final"]);
    }

    [Fact]
    public void A_node_does_not_say_that_it_is_finished_while_a_change_brings_it_back()
    {
        var drifted = Desired.Single(x => x.Node.Name == "gitaly-1");
        var plan = PlanOf(Desired.Select(x => x == drifted ? With(Converged(x), DesiredNode.GitlabRbPath, "by hand") : Converged(x)));

        var marks = plan.Nodes.Single(x => x.HasChanges).Steps.OfType<Step.WriteMarker>().ToArray();

        marks.Select(x => x.IsFinal).ShouldBe([false, true]);
        marks[0].Mark.ShouldBe(Mark.Unfinished);
        marks[1].Mark.ShouldBe(new Mark(drifted.Marker));
    }

    [Fact]
    public void A_run_that_was_cut_short_is_finished_although_no_file_differs()
    {
        var plan = PlanOf(
            Desired.Select(x => x.Node.Name is "lb-1" or "gitaly-1" ? Converged(x) with { Mark = new Mark("other") } : Converged(x)));

        plan.Nodes.Single(x => x.Node.Name == "gitaly-1").Steps.Select(Words)
            .ShouldBe(["run gitlab-ctl reconfigure", "mark final"]);
        plan.Nodes.Single(x => x.Node.Name == "lb-1").Steps.Select(Words)
            .ShouldBe(["run systemctl reload-or-restart haproxy", "mark final"]);
    }

    [Fact]
    public void A_service_that_is_down_is_started_without_a_reconfigure()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "gitaly-1"
            ? Converged(x) with { Services = Converged(x).Services.SetItem("gitaly", false) }
            : Converged(x)));

        plan.Nodes.Single(x => x.HasChanges).Steps.Select(Words).ShouldBe(["mark waiting", "run gitlab-ctl start gitaly", "mark final"]);
    }

    [Fact]
    public void A_package_that_is_installed_and_not_held_is_held_and_nothing_else_is_done()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "gitaly-1"
            ? Converged(x) with { Ensured = Converged(x).Ensured.SetItem("package gitlab-ee is held at its version", false) }
            : Converged(x)));

        var changing = plan.Nodes.Single(x => x.HasChanges);
        changing.Stage.ShouldBe(Stage.Prepare);
        changing.Steps.Select(Words).ShouldBe(["satisfy package gitlab-ee is held at its version"]);
    }

    [Fact]
    public void A_Consul_that_is_older_than_its_configuration_is_restarted_and_counts_as_an_interruption()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "gitaly-1"
            ? Converged(x) with { Ensured = Converged(x).Ensured.SetItem("Consul runs with its settings", false) }
            : Converged(x)));

        var step = plan.Nodes.Single(x => x.HasChanges).Steps.OfType<Step.Satisfy>().Single();
        Words(step).ShouldBe("satisfy Consul runs with its settings");
        step.Risk.ShouldBe(Risk.Disruptive);
    }

    [Fact]
    public void Praefect_verifies_the_storage_of_a_replaced_Gitaly_node_and_of_no_other()
    {
        var fresh = PlanOf(Desired.Select(x => new NodeObservation { Node = x.Node }));
        var replaced = PlanOf(Desired.Select(x => x.Node.Name == "gitaly-2" ? new NodeObservation { Node = x.Node } : Converged(x)));

        fresh.Nodes.SelectMany(x => x.Steps).Select(Words).ShouldNotContain(x => x.Contains("praefect verify"));
        var follow = replaced.ChangesIn(Stage.Gitaly).Single().Steps.OfType<Step.RunCommand>().Last();
        (follow.Node.Name, follow.Command.Display).ShouldBe(("praefect-1", "praefect verify -virtual-storage default -storage gitaly-2"));
    }

    [Fact]
    public void A_tracking_database_that_lacks_tables_is_migrated_by_the_first_Praefect_alone()
    {
        const string Title = "Praefect's tracking database has all its tables";
        var plan = PlanOf(Desired.Select(x => x.Node.Name.StartsWith("praefect-", StringComparison.Ordinal)
            ? Converged(x) with { Ensured = Converged(x).Ensured.SetItem(Title, false) }
            : Converged(x)));

        var changing = plan.Nodes.Single(x => x.HasChanges);
        (changing.Node.Name, changing.Stage).ShouldBe(("praefect-1", Stage.Praefect));
        changing.Steps.Select(Words).ShouldBe(["mark waiting", $"satisfy {Title}", "mark final"]);
    }

    [Fact]
    public void No_package_is_installed_where_it_has_no_room_and_all_such_nodes_are_named()
    {
        var observed = Desired.Select(x => new NodeObservation { Node = x.Node, FreeKiB = 50_000_000, FreeInodes = 1_000_000 }).ToArray();
        PlanOf(observed).HasChanges.ShouldBeTrue();
        observed[0] = observed[0] with { FreeKiB = 1024 * 1024 };
        observed[1] = observed[1] with { FreeInodes = 12 };

        var refused = Should.Throw<OperatorException>(() => PlanOf(observed));

        refused.Problem.ShouldContain("2 nodes have less");
        refused.Where.ShouldBe($"{observed[0].Node.Name} (1024 MiB free), {observed[1].Node.Name} (12 inodes free)");
    }

    [Fact]
    public void A_full_disk_is_no_reason_to_refuse_a_change_that_installs_nothing() =>
        PlanOf(Desired.Select(x => Converged(x) with { FreeKiB = 10 })).HasChanges.ShouldBeFalse();

    [Fact]
    public void A_service_that_is_down_and_that_no_role_of_the_node_enables_is_left_alone()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "gitaly-1"
            ? Converged(
                x) with
            {
                Services = Converged(x).Services.SetItem("sidekiq", false).SetItem("of-the-operator", false)
                    .SetItem("logrotate", false)
            }
            : Converged(x)));

        plan.Nodes.Single(x => x.HasChanges).Steps.Select(Words).ShouldBe(["mark waiting", "run gitlab-ctl start logrotate", "mark final"]);
    }

    [Fact]
    public void The_schema_is_migrated_on_the_leader_and_the_node_goes_back_to_PgBouncer()
    {
        var plan = PlanOf(
            Desired.Select(x => x.Node.Name == "rails-1" ? Converged(x) with { Ensured = Converged(x).Ensured.Clear() } : Converged(x)));

        var steps = plan.ChangesIn(Stage.Migrate).Single().Steps;

        steps.Select(Words).ShouldBe(
        [
            "mark unfinished", "write /etc/gitlab/gitlab.rb", "run gitlab-ctl reconfigure", "write /etc/gitlab/gitlab.rb",
            "run gitlab-ctl reconfigure",
            "satisfy the schema is that of 18.2.8", "mark final",
        ]);
        ((Step.WriteFile)steps[1]).BeforeSha256.ShouldBe(((Step.WriteFile)steps[3]).File.Content.Sha256);
    }

    [Fact]
    public void A_node_that_did_not_answer_is_unknown_and_never_empty()
    {
        var plan = PlanOf(
            Desired.Select(
                x => x.Node.Name == "gitaly-2" ? new NodeObservation { Node = x.Node, Unreachable = "timed out" } : Converged(x)));

        var node = plan.Nodes.Single(x => x.Node.Name == "gitaly-2");
        node.Unknown.ShouldBe("timed out");
        node.Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_failover_alone_changes_nothing_and_demotes_nobody()
    {
        var plan = PlanOf(AfterFailover(), Desired.Select(Converged));

        plan.HasChanges.ShouldBeFalse();
    }

    [Fact]
    public void A_reconfigure_for_another_reason_first_names_the_master_of_this_moment()
    {
        var plan = PlanOf(AfterFailover(), Desired.Select(x => x.Node.Name == "redis-3"
            ? Converged(x) with { Services = Converged(x).Services.Remove("redis") }
            : Converged(x)));

        var changing = plan.Nodes.Single(x => x.HasChanges);
        changing.Node.Name.ShouldBe("redis-3");
        changing.Steps.Select(Words)
            .ShouldBe(["mark unfinished", "write /etc/gitlab/gitlab.rb", "run gitlab-ctl reconfigure", "mark final"]);
        changing.Steps.OfType<Step.WriteFile>().Single().File.Content.Masked.ShouldContain("redis['master_ip'] = '10.0.0.12'");
    }

    /// <summary>redis-2 is master now; all files on the nodes still name redis-1.</summary>
    private static IEnumerable<DesiredNode> AfterFailover() => Desired.Select(before =>
        RoleCatalog.Known.Compose(Sample.Context(before.Node.Name, live: new LiveState { RedisMaster = "10.0.0.12" })) with
        {
            Equivalents = before.GitlabRb is null ? [] : [(before.Files[0].Content.Sha256, before.Marker)],
        });
}
