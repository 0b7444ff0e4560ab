using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>A role that is one class and one line of the catalogue takes part in everything.</summary>
public sealed class AddedRoleTests : IDisposable
{
    private static readonly RoleSet Roles = RoleCatalog.Known.With(new RegistryRole());

    private readonly TemporaryEnvironments _environments = new();

    public void Dispose() => _environments.Dispose();

    [Fact]
    public void It_is_validated_by_what_it_says_of_itself()
    {
        Write("roles: [registry, gitaly]", 2);

        var problems = Should.Throw<EnvironmentException>(() => EnvironmentLoader.Load(_environments.Path, "site", Roles.Traits)).Message;

        problems.ShouldContain("registry needs a group with the role rails");
        problems.ShouldContain("registry: expected 1 node: its metadata database takes one writer");
        problems.ShouldContain("registry and gitaly cannot be on one node: the registry and Gitaly both listen on port 8075");
    }

    [Fact]
    public void It_is_rendered_and_planned()
    {
        var desired = Roles.Compose(new RoleContext { Node = Node, Topology = Site, Secrets = new Sample.Canaries() });
        var plan = new Planner([desired], [new NodeObservation { Node = Node }], x => x, null).Plan(Site.Environment);

        desired.GitlabRb!.Render().Masked.ShouldContain("registry['enable'] = true");
        plan.Nodes.SelectMany(x => x.Steps).OfType<Step.WriteFile>().ShouldContain(x => x.File.Path == DesiredNode.GitlabRbPath);
        plan.ChangesIn(Stage.Rails).ShouldNotBeEmpty();
    }

    [Fact]
    public void It_has_its_place_in_Upgrade() =>
        UpgradeOrder.Of(Site).Select(x => x.Role).SkipWhile(x => x != RoleNames.Praefect).Take(3)
            .ShouldBe([RoleNames.Praefect, "registry", RoleNames.Rails]);

    [Fact]
    public void It_has_a_drill()
    {
        var drill = Roles.Drills.Single(x => x.Name == "registry-node-killed");

        DrillTargets.Of(drill, Site, LiveState.Fresh, null).Victims.Single().Name.ShouldBe("registry-1");
    }

    private static Topology Site
    {
        get
        {
            var site = Sample.Environment();
            return new Topology(site with { Roles = Roles.Traits, Groups = [.. site.Groups, Sample.Group("registry", 90, 2, "registry")] });
        }
    }

    private static Node Node => Site.With("registry")[0];

    private void Write(string roles, int nodes)
    {
        _environments.Write(
            "site/environment.yml", "gitlab: { edition: ee, version: 18.2.8 }\nexternal_url: http://gitlab.example.com\nprovider: hosts\n");
        var lines = Enumerable.Range(1, nodes).Select(i => $"  - {{ name: registry-{i}, address: 10.0.0.{i} }}\n");
        _environments.Write("site/registry.yml", $"{roles}\nnodes:\n{string.Concat(lines)}");
    }

    private sealed class RegistryRole : Role
    {
        public override RoleTraits Traits { get; } = new()
        {
            Name = "registry",
            Description = "The container registry on nodes of its own",
            Stage = Stage.Rails,
            Upgrade = new(75, StopsAlone: true),
            Needs = [RoleNames.Rails],
            Count = new() { One = "its metadata database takes one writer" },
            Keeps = null,
            EnterpriseProgram = null,
            Balanced = false,
            WaitsFor = null,
            NotBeside = [],
            Listeners = [new("the registry", Ports.Gitaly)],
        };

        public override IEnumerable<Check> MayLeave(RoleContext context) => [];

        public override IEnumerable<Scenario> Drills =>
            [Scenario.GoesOn("registry-node-killed", Name, Victim.Any, SiteClient.Web, "registry")];

        public override void Configure(GitlabRb rb, RoleContext context) => rb.Set("registry", "enable", true);

        public override IEnumerable<string> Enables(RoleContext context) => [];

        public override IEnumerable<string> Services(RoleContext context) => ["registry"];

        public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/registry"];

        public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

        public override IEnumerable<Drain> Drains(RoleContext context) => [];

        public override IEnumerable<Check> Gates(RoleContext context) => [];

        public override IEnumerable<Check> Checks(RoleContext context) => [];
    }
}
