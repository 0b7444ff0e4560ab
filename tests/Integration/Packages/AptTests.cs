using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Remote.Applying;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Packages;

/// <summary>How GitLab's package is held, in a real apt.</summary>
public sealed class AptTests : IAsyncLifetime
{
    private AptNode _node = null!;

    public async Task InitializeAsync() => _node = await AptNode.StartAsync("18.2.8-ee.0", "18.2.80-ee.0", "18.3.6-ee.0");

    public Task DisposeAsync()
    {
        _node.Dispose();
        return Task.CompletedTask;
    }

    [ProgramFact("apt-get", "dpkg-deb")]
    public async Task A_package_that_is_installed_is_held_against_an_upgrade_by_hand()
    {
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.2.8"))).Succeeded.ShouldBeTrue();

        (await StateAsync()).ShouldBe("hold 18.2.8-ee.0");
        (await _node.RunAsync(Command.Of("apt-get", "-y", "upgrade"))).Output.ShouldContain("kept back");
        (await StateAsync()).ShouldBe("hold 18.2.8-ee.0");
    }

    [ProgramFact("apt-get", "dpkg-deb")]
    public async Task A_held_package_is_installed_at_the_next_version_and_held_again()
    {
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.2.8"))).Succeeded.ShouldBeTrue();

        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.3.6"))).Succeeded.ShouldBeTrue();

        (await StateAsync()).ShouldBe("hold 18.3.6-ee.0");
    }

    [ProgramFact("apt-get", "dpkg-deb")]
    public async Task A_package_that_is_not_held_is_found_and_held()
    {
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", "18.2.8"))).Succeeded.ShouldBeTrue();
        (await _node.RunAsync(Command.Of("apt-mark", "unhold", "gitlab-ee"))).Succeeded.ShouldBeTrue();
        var hold = PackageHold.Of("gitlab-ee");
        (await _node.RunAsync(hold.Probe)).Succeeded.ShouldBeFalse();

        (await _node.RunAsync(hold.Apply)).Succeeded.ShouldBeTrue();

        (await _node.RunAsync(hold.Probe)).Succeeded.ShouldBeTrue();
    }

    [ProgramFact("apt-get", "dpkg-deb")]
    public async Task A_package_without_a_version_is_not_held()
    {
        (await _node.RunAsync(PackageCommands.Install("gitlab-ee", null))).Succeeded.ShouldBeTrue();

        (await StateAsync()).ShouldBe("install 18.3.6-ee.0");
    }

    private async Task<string> StateAsync() =>
        (await _node.RunAsync(Command.Of("dpkg-query", "-W", "-f", "${db:Status-Want} ${Version}", "gitlab-ee"))).Output;
}
