using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Roles;
using static GitLabHa.Tests.Unit.Planning.PlannedSite;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>Whose copy of a file that nodes share is given to the others.</summary>
public sealed class SharedFileSourceTests
{
    private const string HostKey = "/etc/ssh/ssh_host_ed25519_key";

    [Fact]
    public void A_replaced_machine_with_a_file_of_its_own_takes_that_of_the_site()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "redis-1" ? Own(New(x), BaseRole.SecretsPath, "own") : Converged(x)));

        plan.Nodes.Where(x => x.HasChanges).Select(x => x.Node.Name).Distinct().ShouldBe(["redis-1"]);
        var copy = plan.Nodes.SelectMany(x => x.Steps).OfType<Step.CopySharedFile>().Single();
        (copy.Source!.Name, copy.SourceSha256, copy.BeforeSha256).ShouldBe(("redis-2", "shared", "own"));
        copy.Reason.ShouldContain("the old one is kept in /var/lib/gitlab-ha/replaced");
    }

    [Fact]
    public void One_deployed_node_outvotes_any_number_of_new_machines()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "rails-2" ? Converged(x) : Own(New(x), BaseRole.SecretsPath, "image")));

        plan.Nodes.SelectMany(x => x.Steps).OfType<Step.CopySharedFile>().Where(x => x.File.Path == BaseRole.SecretsPath)
            .ShouldAllBe(x => x.Source!.Name == "rails-2");
    }

    [Fact]
    public void A_deployed_node_whose_file_was_changed_takes_that_of_the_majority()
    {
        var plan = PlanOf(
            Desired.Select(x => x.Node.Name == "redis-1" ? Own(Converged(x), BaseRole.SecretsPath, "changed") : Converged(x)));

        plan.Nodes.SelectMany(x => x.Steps).OfType<Step.CopySharedFile>().Single().Node.Name.ShouldBe("redis-1");
    }

    [Fact]
    public void Deployed_nodes_without_a_majority_are_refused_with_what_each_has()
    {
        var refused = Should.Throw<OperatorException>(
            () => PlanOf(
                Desired.Select(
                    (x, i) => Own(Converged(x), BaseRole.SecretsPath, i <= Desired.Length / 2 ? "0123456789abcdef" : "fedcba9876543210"))));

        refused.Problem.ShouldStartWith(
            $"{BaseRole.SecretsPath} must be the same on 14 nodes, and no majority of the nodes that were deployed agrees: ");
        refused.Problem.ShouldContain("have 01234567…");
        refused.Problem.ShouldContain("have fedcba98…");
        refused.Fix.ShouldContain("Nothing has been changed.");
    }

    [Fact]
    public void Two_deployed_nodes_with_host_keys_of_their_own_take_those_of_the_first()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "rails-2" ? Own(Converged(x), HostKey, "own") : Converged(x)));

        var copy = plan.Nodes.SelectMany(x => x.Steps).OfType<Step.CopySharedFile>().Single();
        (copy.Node.Name, copy.Source!.Name).ShouldBe(("rails-2", "rails-1"));
    }

    [Fact]
    public void New_machines_with_secrets_of_their_own_are_refused()
    {
        var refused = Should.Throw<OperatorException>(() => PlanOf(Desired.Select(x => Own(New(x), BaseRole.SecretsPath, $"of {x.Node}"))));

        refused.Problem.ShouldContain("no majority of the nodes that have it agrees");
    }

    [Fact]
    public void New_machines_with_host_keys_of_their_own_take_those_of_the_first()
    {
        var plan = PlanOf(Desired.Select(x => Own(New(x), HostKey, $"of {x.Node}")));

        var copy = plan.Nodes.SelectMany(x => x.Steps).OfType<Step.CopySharedFile>().Single(x => x.File.Path == HostKey);
        (copy.Node.Name, copy.Source!.Name).ShouldBe(("rails-2", "rails-1"));
    }

    [Fact]
    public void A_running_site_without_records_decides_before_a_new_machine()
    {
        var plan = PlanOf(
            Desired.Select(x => x.Node.Name == "redis-1" ? Own(New(x), BaseRole.SecretsPath, "own") : Converged(x) with { Mark = null }));

        plan.Nodes.SelectMany(x => x.Steps).OfType<Step.CopySharedFile>().Single(x => x.File.Path == BaseRole.SecretsPath)
            .Node.Name.ShouldBe("redis-1");
    }

    private static NodeObservation New(DesiredNode desired) => new() { Node = desired.Node };

    private static NodeObservation Own(NodeObservation observed, string path, string sha256) =>
        observed with { Files = observed.Files.SetItem(path, new FileState.Present(sha256, "root:root", "0600", null)) };
}
