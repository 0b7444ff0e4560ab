using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Observing;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Packages;

/// <summary>What we ask of a package manager, asked of a real dnf; the lab has apt.</summary>
public sealed class DnfTests : IAsyncLifetime
{
    private DnfNode _node = null!;

    public async Task InitializeAsync() => _node = await DnfNode.StartAsync();

    public Task DisposeAsync()
    {
        _node.Dispose();
        return Task.CompletedTask;
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c")]
    public async Task The_version_that_is_named_is_installed_and_found_and_then_the_next_one()
    {
        await _node.OfferAsync("gitlab-ee", ["18.2.8", "18.2.80", "18.3.5", "18.3.6"]);

        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.2.8"))).Succeeded.ShouldBeTrue();
        (await PackagesAsync()).ShouldBe(new Dictionary<string, string> { ["gitlab-ee"] = "18.2.8-ee.0.el9" });

        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.3.5"))).Succeeded.ShouldBeTrue();
        (await PackagesAsync()).ShouldBe(new Dictionary<string, string> { ["gitlab-ee"] = "18.3.5-ee.0.el9" });
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c")]
    public async Task A_package_without_a_version_is_installed_at_its_newest()
    {
        await _node.OfferAsync("haproxy", ["2.4.22", "2.10.1"]);

        (await _node.RunAsync(PackageCommands.Install("haproxy", null))).Succeeded.ShouldBeTrue();

        (await PackagesAsync()).ShouldBe(new Dictionary<string, string> { ["haproxy"] = "2.10.1-ee.0.el9" });
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c")]
    public async Task A_version_that_no_repository_has_is_refused_with_those_it_offers()
    {
        await _node.OfferAsync("gitlab-ee", ["18.2.8", "18.3.6"]);

        var result = await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.4.1"));

        result.ExitCode.ShouldBe(PackageCommands.NoSuchVersion);
        result.Error.ShouldContain("gitlab-ee 18.4.1 is in no repository of this node; it offers: 18.3.6-ee.0.el9 18.2.8-ee.0.el9");
        (await PackagesAsync()).ShouldBeEmpty();
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c")]
    public async Task A_version_that_came_into_the_repository_since_is_found()
    {
        await _node.OfferAsync("gitlab-ee", ["18.2.8"]);
        (await OfferedAsync()).ShouldBe([GitLabVersion.Parse("18.2.8")]);
        await _node.OfferAsync("gitlab-ee", ["18.3.6"]);

        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.3.6"))).Succeeded.ShouldBeTrue();

        (await OfferedAsync()).ShouldBe([GitLabVersion.Parse("18.2.8"), GitLabVersion.Parse("18.3.6")]);
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c")]
    public async Task What_another_package_provides_is_there()
    {
        // As on RHEL 9, where curl would be in conflict with it.
        await _node.OfferAsync("curl-minimal", ["7.76.1"], provides: "curl");
        (await _node.RunAsync(PackageCommands.Install("curl-minimal", null))).Succeeded.ShouldBeTrue();

        (await PackagesAsync()).ShouldBe(new Dictionary<string, string> { ["curl"] = "7.76.1-ee.0.el9" });
    }

    private async Task<IEnumerable<GitLabVersion>> OfferedAsync() =>
        OfferedVersions.Of([(await _node.RunAsync(PackageCommands.Offered("gitlab-ee"))).Output]).Versions;

    private async Task<IReadOnlyDictionary<string, string>> PackagesAsync()
    {
        var desired = new DesiredNode
        {
            Node = SshServer.NodeNamed("rails-1"),
            Stage = Stage.Rails,
            Files = [],
            Services = [],
            Ensures = [],
            Packages = ["gitlab-ee", "haproxy", "curl", "no-such-package"],
        };
        return ObservationParser.Parse(desired, (await _node.RunAsync(ObserveCommand.For(desired))).Output).Packages;
    }
}
