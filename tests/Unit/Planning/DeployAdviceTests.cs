using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Tests.Unit.Checks;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>Where a check says that a deployment changes what it found, a deployment of a site with that finding does.</summary>
public sealed class DeployAdviceTests
{
    // Check, node, what was found there, the step that changes it.
    private static readonly (string Check, string Node, Func<NodeObservation, NodeObservation> Found, string Step)[] Proofs =
    [
        ("site.host-keys", "rails-2", x => WithFile(x, "/etc/ssh/ssh_host_rsa_key", "another"), "copy /etc/ssh/ssh_host_rsa_key"),
        ("site.host-keys", "rails-2", x => WithFile(x, "/etc/ssh/ssh_host_ecdsa_key", "another"), "copy /etc/ssh/ssh_host_ecdsa_key"),
        ("site.host-keys", "rails-2", x => WithFile(x, "/etc/ssh/ssh_host_ed25519_key", "another"), "copy /etc/ssh/ssh_host_ed25519_key"),
        ("site.host-keys", "rails-2", x => x with { Files = x.Files.SetItem("/etc/ssh/ssh_host_rsa_key", new FileState.Absent()) },
            "copy /etc/ssh/ssh_host_rsa_key"),
        ("site.secrets", "praefect-2", x => WithFile(x, "/etc/gitlab/gitlab-secrets.json", "another"),
            "copy /etc/gitlab/gitlab-secrets.json"),
        ("services.running", "rails-1", x => x with { Services = x.Services.Remove("puma") }, "run gitlab-ctl reconfigure"),
        ("rails.git-ssh", "rails-1", x => Not(x, "sshd asks GitLab for the keys of Git users"),
            "satisfy sshd asks GitLab for the keys of Git users"),
        ("rails.git-ssh", "rails-1",
            x => x with { Files = x.Files.SetItem("/etc/ssh/sshd_config.d/60-gitlab.conf", new FileState.Absent()) },
            "write /etc/ssh/sshd_config.d/60-gitlab.conf"),
        ("rails.migrations", "rails-1", x => Not(x, "the schema is that of 18.2.8"), "satisfy the schema is that of 18.2.8"),
        ("postgres.answers", "praefect-postgres-1", x => Not(x, "database praefect_production exists"),
            "satisfy database praefect_production exists"),
        ("postgres.answers", "praefect-postgres-1", x => Not(x, "role praefect exists"), "satisfy role praefect exists"),
        ("praefect.repositories", "praefect-1", x => Not(x, "Praefect's tracking database has all its tables"),
            "satisfy Praefect's tracking database has all its tables"),
        ("rails.balanced", "rails-1", x => WithFile(x, DesiredNode.GitlabRbPath, "edited"), "run gitlab-ctl reconfigure"),
        ("haproxy.backends", "rails-1", x => WithFile(x, DesiredNode.GitlabRbPath, "edited"), "run gitlab-ctl reconfigure"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Proofs.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_deployment_changes_what_was_found(int proof)
    {
        var (_, node, found, step) = Proofs[proof];
        var observed = PlannedSite.Desired.Select(x => x.Node.Name == node ? found(PlannedSite.Converged(x)) : PlannedSite.Converged(x));

        var plan = PlannedSite.PlanOf(observed);

        plan.Nodes.Where(x => x.Node.Name == node).SelectMany(x => x.Steps).Select(PlannedSite.Words)
            .ShouldContain(x => x.StartsWith(step, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_check_that_advises_a_deployment_is_proven()
    {
        var advising = AdviceTests.Advices()
            .Where(x => x.Advice.Contains("deploy", StringComparison.OrdinalIgnoreCase)
            && !x.Advice.Contains("no deployment", StringComparison.Ordinal));

        advising.Select(x => x.Check).Distinct().Except(Proofs.Select(x => x.Check)).ShouldBeEmpty();
    }

    [Fact]
    public void A_host_key_that_no_node_has_is_not_waited_for()
    {
        var observed = PlannedSite.Desired.Select(
            x => PlannedSite.Converged(
                x) with
            {
                Files = PlannedSite.Converged(x)
                    .Files.SetItems(Keys.Select(key => KeyValuePair.Create<string, FileState>(key, new FileState.Absent())))
            });

        PlannedSite.PlanOf(observed).HasChanges.ShouldBeFalse();
    }

    private static IEnumerable<string> Keys => ["/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_rsa_key.pub"];

    private static NodeObservation Not(NodeObservation observation, string title) =>
        observation with { Ensured = observation.Ensured.SetItem(title, false) };

    private static NodeObservation WithFile(NodeObservation observation, string path, string sha256) =>
        observation with { Files = observation.Files.SetItem(path, new FileState.Present(sha256, "root:root", "0600", null)) };
}
