using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Loading;

public sealed class ShippedEnvironmentTests
{
    [Fact]
    public void The_lab_is_the_walk_through_on_one_machine()
    {
        var lab = Load("lab");

        lab.Provider.ShouldBe(Provider.Lab);
        lab.Lab.ShouldBe(new LabSettings { Subnet = "172.30.0.0/24" });
        lab.Version.ShouldBe(new GitLabVersion(18, 2, 8));
        lab.ExternalUrl.ShouldBe(new Uri("http://gitlab.lab.test"));
        Names(lab).ShouldBe(Walkthrough);
        lab.Groups.Single(x => x.Name == "redis").File.ShouldBe("environments/lab/redis.yml");
    }

    [Fact]
    public void Prod_is_the_same_topology_on_hosts()
    {
        var prod = Load("prod");

        prod.Provider.ShouldBe(Provider.Hosts);
        Names(prod).ShouldBe(Walkthrough);
        prod.Connection.ShouldBe(new ConnectionSettings { User = "ec2-user", Sudo = true, KnownHosts = "known_hosts" });
        prod.ObjectStorage!.BucketPrefix.ShouldBe("example-gitlab");
        prod.Settings["gitlab_rails"].ShouldBe(RubyValue.Map(("time_zone", "Asia/Seoul")));
        prod.Groups.Single(x => x.Name == "rails").Settings["puma"].ShouldBe(RubyValue.Map(("worker_processes", 4)));
    }

    [Fact]
    public void Gitaly_nodes_have_storages_by_position_or_by_name()
    {
        foreach (var environment in new[] { Load("lab"), Load("prod") })
            new Topology(environment).With(RoleNames.Gitaly).Select(x => x.Storage).ShouldBe(["gitaly-1", "gitaly-2", "gitaly-3"]);
    }

    [Fact]
    public void The_optional_keys_that_prod_shows_are_valid_when_uncommented()
    {
        using var copy = EveryKey.Environment(new GitLabVersion(18, 2, 8));

        copy.Problems(EveryKey.Name).ShouldBe(["environments/prod/environment.yml:20:1: lab: only valid with provider: lab"]);
    }

    [Fact]
    public void Prod_shows_every_key_there_is()
    {
        var text = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Environments, "prod"), "*.yml").Select(File.ReadAllText));

        foreach (var key in EveryKey.Of(new GitLabVersion(18, 2, 8)))
            text.ShouldContain(
                $"{key.Split('.')[^1]}:", customMessage: $"environments/prod: add the key {key}, commented out when it is optional");
    }

    [Fact]
    public void The_list_names_versions_and_counts()
    {
        var list = EnvironmentLoader.List(Repository.Environments, RoleCatalog.Known.Traits);

        list.ShouldContain(
            new EnvironmentSummary { Name = "lab", Version = new GitLabVersion(18, 2, 8), Provider = Provider.Lab, NodeCount = 15 });
        list.ShouldContain(
            new EnvironmentSummary { Name = "prod", Version = new GitLabVersion(18, 2, 8), Provider = Provider.Hosts, NodeCount = 15 });
    }

    private static readonly string[] Walkthrough =
    [
        "gitaly-1", "gitaly-2", "gitaly-3", "lb-1", "postgres-1", "postgres-2", "praefect-postgres-1", "praefect-1", "praefect-2",
        "praefect-3",
        "rails-1", "rails-2", "redis-1", "redis-2", "redis-3",
    ];

    private static GitLabEnvironment Load(string name) => EnvironmentLoader.Load(Repository.Environments, name, RoleCatalog.Known.Traits);

    private static IEnumerable<string> Names(GitLabEnvironment environment) => new Topology(environment).Nodes.Select(x => x.Name);
}
