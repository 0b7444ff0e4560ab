using GitLabHa.Core.Commands;
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

    [ProgramFact("dnf", "rpmbuild", "createrepo_c", "unshare")]
    public async Task What_is_installed_is_held_and_a_held_package_is_offered_and_installed_and_held_again()
    {
        await _node.OfferAsync("gitlab-ee", ["18.2.8"]);
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.2.8"))).Succeeded.ShouldBeTrue();
        (await IsHeldAsync()).ShouldBeTrue();
        await _node.OfferAsync("gitlab-ee", ["18.3.6"]);

        await UpgradeByHandAsync();
        (await PackagesAsync())["gitlab-ee"].ShouldBe("18.2.8-ee.0.el9");
        (await OfferedAsync()).ShouldBe([GitLabVersion.Parse("18.2.8"), GitLabVersion.Parse("18.3.6")]);
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.3.6"))).Succeeded.ShouldBeTrue();

        (await PackagesAsync())["gitlab-ee"].ShouldBe("18.3.6-ee.0.el9");
        (await IsHeldAsync()).ShouldBeTrue();
        (await File.ReadAllLinesAsync(_node.ConfigurationPath("dnf.conf"))).Count(x => x == "excludepkgs=gitlab-ee").ShouldBe(1);
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c", "unshare")]
    public async Task The_packages_that_an_operator_excludes_stay_excluded()
    {
        await _node.OfferAsync("gitlab-ee", ["18.2.8"]);
        await File.WriteAllTextAsync(_node.ConfigurationPath("dnf.conf"), "[main]\nexclude = gitlab-ee-foss kernel*\nbest=1\n");
        (await IsHeldAsync()).ShouldBeFalse();

        (await _node.RunAsync(PackageHold.Of("gitlab-ee").Apply)).Succeeded.ShouldBeTrue();

        (await IsHeldAsync()).ShouldBeTrue();
        (await File.ReadAllTextAsync(_node.ConfigurationPath("dnf.conf")))
            .ShouldBe("[main]\nexclude = gitlab-ee-foss kernel* gitlab-ee\nbest=1\n");
    }

    [ProgramFact("dnf", "rpmbuild", "createrepo_c", "unshare", "/etc/dnf/plugins/versionlock.conf")]
    public async Task Where_the_plugin_is_the_package_is_locked_at_its_version_and_then_at_the_next_one()
    {
        _node.Dispose();
        _node = await DnfNode.StartAsync(plugins: true);
        await _node.OfferAsync("gitlab-ee", ["18.2.8"]);
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.2.8"))).Succeeded.ShouldBeTrue();
        (await IsHeldAsync()).ShouldBeTrue();
        (await LocksAsync()).ShouldBe(["gitlab-ee-0:18.2.8-ee.0.el9.*"]);
        await _node.OfferAsync("gitlab-ee", ["18.3.6", "18.4.1"]);
        await UpgradeByHandAsync();
        (await PackagesAsync())["gitlab-ee"].ShouldBe("18.2.8-ee.0.el9");

        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.3.6"))).Succeeded.ShouldBeTrue();

        (await PackagesAsync())["gitlab-ee"].ShouldBe("18.3.6-ee.0.el9");
        (await LocksAsync()).ShouldBe(["gitlab-ee-0:18.3.6-ee.0.el9.*"]);
        (await File.ReadAllTextAsync(_node.ConfigurationPath("dnf.conf"))).ShouldNotContain("exclude");
    }

    private async Task<bool> IsHeldAsync() => (await _node.RunAsync(PackageHold.Of("gitlab-ee").Probe)).Succeeded;

    private async Task UpgradeByHandAsync() =>
        (await _node.RunAsync(Command.Shell("dnf upgrade", "dnf -q makecache --refresh && dnf upgrade -y"))).Succeeded.ShouldBeTrue();

    private async Task<IEnumerable<string>> LocksAsync() =>
        (await File.ReadAllLinesAsync(_node.ConfigurationPath("plugins/versionlock.list"))).Where(x => x.Length > 0 && x[0] != '#');

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
