using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Linting;

public sealed class ShippedEnvironmentLintTests
{
    public static TheoryData<string, string> EnvironmentsAndVersions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var environment in new[] { "lab", "prod" })
                foreach (var version in new[] { "16.6.0", "16.11.10", "17.0.0", "17.6.5", "17.11.7", "18.0.0", "18.2.8", "18.11.3",
                    "19.2.1", "19.3.0" })
                    data.Add(environment, version);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EnvironmentsAndVersions))]
    public void What_the_roles_render_has_no_finding_in_any_version(string name, string version)
    {
        var environment = EnvironmentLoader.Load(
            Repository.Environments, name, RoleCatalog.Known.Traits) with
        { Version = GitLabVersion.Parse(version) };
        var topology = new Topology(environment);

        var findings = topology.PackageNodes.SelectMany(node => Lint(node, topology).Select(x => $"{node}: {x}")).ToList();

        findings.ShouldBeEmpty();
    }

    private static IReadOnlyList<LintFinding> Lint(Node node, Topology topology)
    {
        var desired = RoleCatalog.Known.Compose(new RoleContext { Node = node, Topology = topology, Secrets = new FixedSecrets() });
        return GitlabRbLinter.Lint(desired.GitlabRb!, topology.Environment.Version);
    }
}
