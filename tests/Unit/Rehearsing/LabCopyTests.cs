using System.Net;
using GitLabHa.Core;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Rehearsing;

public sealed class LabCopyTests
{
    private const string Text = """
        # version: 18.2.8 was the first one; 172.30.0.1 is the gateway, 172.31.0.1 somebody else's.
        gitlab:
          edition: ee # the package
          version: '18.2.8' # ours
        lab: { subnet: 172.30.0.0/24 }   # 172.30.0.0/24
        load_balancer: { probe_cidrs: [172.30.0.9/32, 10.0.0.0/8, 1172.30.0.9] }
        """;

    [Fact]
    public void Version_edition_and_addresses_change_where_they_stand_and_comments_stay() =>
        Copy("16.6.10", GitLabEdition.Ce).Edit("environment.yml", Text).ShouldBe("""
            # version: 18.2.8 was the first one; 172.30.3.1 is the gateway, 172.31.0.1 somebody else's.
            gitlab:
              edition: ce # the package
              version: '16.6.10' # ours
            lab: { subnet: 172.30.3.0/24 }   # 172.30.3.0/24
            load_balancer: { probe_cidrs: [172.30.3.9/32, 10.0.0.0/8, 1172.30.0.9] }
            """);

    [Fact]
    public void Of_a_group_only_the_addresses_change() =>
        Copy("16.6.10", GitLabEdition.Ee).Edit("redis.yml", "nodes:\n  - { name: redis-1, address: 172.30.0.11 }\nversion: 18.2.8\n")
            .ShouldBe("nodes:\n  - { name: redis-1, address: 172.30.3.11 }\nversion: 18.2.8\n");

    [Fact]
    public void A_version_that_cannot_be_changed_where_it_stands_is_refused() =>
        Should.Throw<OperatorException>(
            () => Copy("16.6.10", GitLabEdition.Ee)
                .Edit("environment.yml", Text.Replace("'18.2.8'", "&v 18.2.8", StringComparison.Ordinal)))
            .Problem.ShouldContain("'version: 18.2.8' is not exactly once");

    [Fact]
    public void A_copy_of_the_lab_that_is_shipped_is_a_valid_environment()
    {
        var environments = Directory.CreateTempSubdirectory("gitlab-ha-copy-").FullName;
        var folder = Directory.CreateDirectory(Path.Combine(environments, "lab-copy")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "environments", "lab"), "*.yml"))
            File.WriteAllText(
                Path.Combine(folder, Path.GetFileName(file)),
                Copy("16.6.10", GitLabEdition.Ee).Edit(Path.GetFileName(file), File.ReadAllText(file)));

        var copy = EnvironmentLoader.Load(environments, "lab-copy", RoleCatalog.Known.Traits);

        copy.Version.ToString().ShouldBe("16.6.10");
        copy.Lab!.Subnet.ShouldBe("172.30.3.0/24");
        new Topology(copy).Nodes.ShouldAllBe(x => x.Address.StartsWith("172.30.3."));
        new Topology(copy).Nodes.Length.ShouldBe(new Topology(Lab).Nodes.Length);
        Directory.Delete(environments, recursive: true);
    }

    [Theory]
    [InlineData("172.30.0.0/24", "", "172.30.1.0/24")]
    [InlineData("172.30.0.0/24", "172.30.1.0/24 172.30.2.128/25", "172.30.3.0/24")]
    [InlineData("172.30.0.0/24", "172.30.0.0/16 172.31.0.0/16", "172.16.0.0/24")]
    [InlineData("192.168.255.0/24", "192.168.0.0/24", "192.168.1.0/24")]
    [InlineData("10.1.0.0/16", "10.2.3.4/32", "10.3.0.0/16")]
    [InlineData("172.30.0.16/28", "", "172.30.0.32/28")]
    public void The_next_network_of_that_size_that_nobody_has_is_taken(string own, string taken, string next) =>
        LabNetwork.NextFree(
            IPNetwork.Parse(own),
            [.. taken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => IPNetwork.Parse(x))]).ToString().ShouldBe(next);

    [Fact]
    public void When_all_are_taken_it_says_so() =>
        Should.Throw<OperatorException>(() => LabNetwork.NextFree(IPNetwork.Parse("192.168.1.0/24"), [IPNetwork.Parse("192.168.0.0/16")]))
            .Problem.ShouldContain("192.168.0.0/16 is taken");

    private static GitLabEnvironment Lab =>
        EnvironmentLoader.Load(Path.Combine(Repository.Root, "environments"), "lab", RoleCatalog.Known.Traits);

    private static LabCopy Copy(string version, GitLabEdition edition) =>
        new()
        {
            Of = Lab,
            Name = "lab-copy",
            Version = GitLabVersion.Parse(version),
            Edition = edition,
            Network = IPNetwork.Parse("172.30.3.0/24")
        };
}
