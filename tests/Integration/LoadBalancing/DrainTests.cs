using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.LoadBalancing;

/// <summary>The commands by which an upgrade takes a node away from HAProxy, on the HAProxy that runs.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class DrainTests(WholeLab fixture)
{
    private Balancer Balancer => new(fixture.Lab);

    [LabFact]
    public async Task One_node_goes_but_never_the_last_one()
    {
        var environment = EnvironmentLoader.Load(Path.Combine(fixture.Lab.Root, "environments"), fixture.Lab.Name, RoleCatalog.Known.Traits);
        var topology = new Topology(environment);
        var drains = topology.With(RoleNames.Rails)
            .Select(x => new RailsRole().Drains(new RoleContext { Node = x, Topology = topology, Secrets = new NoSecrets() }).Single()).ToArray();
        await using var connections = new ConnectionFactory(environment, fixture.Lab.State);
        async Task<string> SaidAsync(Command command)
        {
            var result = await connections.For(drains[0].On).RunAsync(command, CancellationToken.None);
            result.Succeeded.ShouldBeTrue(result.Error);
            return result.Output;
        }

        try
        {
            (await SaidAsync(drains[0].Out)).ShouldBe("");
            (await SaidAsync(drains[1].Out)).ShouldBe("rails/rails-2 stays: no other server of rails is up\ngit-ssh/rails-2 stays: no other server of git-ssh is up\n");

            foreach (var backend in new[] { "rails", "git-ssh" })
            {
                (await Balancer.ServerAsync(backend, "rails-1")).State.ShouldBe("DRAIN");
                (await Balancer.ServerAsync(backend, "rails-2")).State.ShouldBe("UP");
            }

            (await Balancer.PagesAsync(5)).ShouldAllBe(x => x != "502" && x != "503");
        }
        finally
        {
            foreach (var drain in drains) await SaidAsync(drain.Back);
        }

        await Balancer.BecomesAsync("rails", "rails-1", "UP");
        await Balancer.BecomesAsync("git-ssh", "rails-1", "UP");
    }

    private sealed class NoSecrets : ISecretSource
    {
        public Secret Get(string name) => throw new InvalidOperationException($"a drain wants no secret, least of all {name}");
    }
}
