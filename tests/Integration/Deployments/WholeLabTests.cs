using System.Text.Json;
using System.Xml.Linq;

namespace GitLabHa.Tests.Integration.Deployments;

[Collection(WholeLabGroup.Name)]
public sealed class WholeLabTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task The_first_run_ends_with_everything_healthy_and_says_where_it_runs()
    {
        fixture.First.ShouldSucceed().ShouldSay("Open http://172.31.244.51").ShouldHaveNoStack();
        using var verify = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Lab.Artifacts, "verify.json")));
        verify.RootElement.GetProperty("healthy").GetBoolean().ShouldBeTrue();
        var checks = verify.RootElement.GetProperty("checks").EnumerateArray().ToArray();
        var components = checks.Select(x => x.GetProperty("component").GetString()).Distinct().ToArray();
        foreach (var component in new[] { "Consul", "Redis", "PostgreSQL", "PgBouncer", "Praefect", "Gitaly", "Rails", "Load balancer",
            "Services", "Site" })
            components.ShouldContain(component);
        checks.Where(x => x.GetProperty("health").GetString() is not "Healthy" and not "Degraded").ShouldBeEmpty();
        var junit = XDocument.Load(Path.Combine(Lab.Artifacts, "verify.junit.xml"));
        junit.Descendants("testcase").Count().ShouldBe(checks.Length);
        junit.Descendants("failure").ShouldBeEmpty();
    }

    [LabFact]
    public async Task A_second_run_finds_nothing_to_change_on_15_nodes_and_touches_nothing()
    {
        var (before, database) = (await Lab.Machines.StateAsync(), await Postgres.ClusterAsync(Lab));

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
        (await Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed();

        (await Lab.Machines.StateAsync()).ShouldBe(before);
        (await Postgres.ClusterAsync(Lab)).ShouldBe(database);
    }
}
