using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using static GitLabHa.Tests.Unit.Planning.PlannedSite;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>Nodes that run GitLab and have no record of a run: their records were lost, or somebody else deployed them.</summary>
public sealed class RunningWithoutRecordTests
{
    [Fact]
    public void They_are_in_service_and_are_configured_as_such()
    {
        var plan = PlanOf(Desired.Select(Lost));

        plan.Nodes.ShouldAllBe(x => !x.NeverRan);
        plan.Nodes.Single(x => x.Node.Name == "redis-2").Steps.Select(Words)
            .ShouldBe(["run gitlab-ctl reconfigure", "mark final"]);
        plan.Nodes.Single(x => x.Node.Name == "lb-1").Steps.Select(Words)
            .ShouldBe(["run systemctl reload-or-restart haproxy", "mark final"]);
    }

    [Theory]
    [InlineData("18.1.0-ee.0")]
    [InlineData("18.4.6-ee.0")]
    public void Another_version_is_refused_up_and_down(string installed)
    {
        var refused = Should.Throw<OperatorException>(() => PlanOf(Desired.Select(x => Installed(Lost(x), installed))));

        refused.Problem.ShouldContain($"runs gitlab-ee {installed.Split('-')[0]}");
        refused.Fix.ShouldContain("Upgrade --to 18.2.8");
    }

    [Fact]
    public void A_database_without_services_is_in_service_too()
    {
        var postgres = Desired.Single(x => x.Node.Name == "postgres-1");
        var found = Installed(new NodeObservation { Node = postgres.Node, HasData = true }, "18.1.0-ee.0");

        Should.Throw<OperatorException>(() => PlanOf(Desired.Select(x => x == postgres ? found : Converged(x))))
            .Problem.ShouldContain("postgres-1 runs");
    }

    [Fact]
    public void A_machine_whose_image_brings_the_package_alone_is_new()
    {
        var redis = Desired.Single(x => x.Node.Name == "redis-1");
        var plan = PlanOf(Desired.Select(x => x == redis ? Installed(new NodeObservation { Node = x.Node }, "18.1.0-ee.0") : Converged(x)));

        plan.ChangesIn(Stage.Prepare).Single().Steps.Select(Words).ShouldContain("install gitlab-ee 18.2.8");
        plan.Nodes.Where(x => x.HasChanges).ShouldAllBe(x => x.NeverRan);
    }

    [Fact]
    public void A_file_that_somebody_else_wrote_there_is_kept()
    {
        var plan = PlanOf(
            Desired.Select(x => x.Node.Name == "gitaly-1" ? PlannedSite.With(Lost(x), DesiredNode.GitlabRbPath, "by hand") : Converged(x)));

        plan.Nodes.Single(x => x.HasChanges).Steps.OfType<Step.WriteFile>().Single().File.KeepsReplaced.ShouldBeTrue();
    }

    private static NodeObservation Lost(DesiredNode desired)
    {
        var found = Converged(desired) with { Mark = null };
        return desired.GitLabPackage is null ? found with { Packages = found.Packages.Remove("gitlab-ee"), HasOurFiles = true } : found;
    }

    private static NodeObservation Installed(NodeObservation observed, string version) =>
        observed.Packages.ContainsKey("gitlab-ee") || observed.Services.IsEmpty
            ? observed with { Packages = observed.Packages.SetItem("gitlab-ee", version) }
            : observed;
}
