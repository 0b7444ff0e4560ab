using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Services.LoadBalancing;

/// <summary>The commands by which an upgrade takes a node away from HAProxy, on the HAProxy that runs.</summary>
[Collection(BalancerGroup.Name)]
public sealed class DrainTests(BalancerSite fixture)
{
    [ServiceFact]
    public async Task One_node_goes_but_never_the_last_one()
    {
        var drains = fixture.Site.Topology.With(RoleNames.Rails)
            .Select(x => new RailsRole().Drains(fixture.Site.Context(x.Name)).Single()).ToArray();
        try
        {
            (await SaidAsync(drains[0].Out)).ShouldBe("");
            (await SaidAsync(drains[1].Out))
                .ShouldBe("rails/rails-2 stays: no other server of rails is up\ngit-ssh/rails-2 stays: no other server of git-ssh is up\n");

            foreach (var backend in new[] { "rails", "git-ssh" })
            {
                (await fixture.ServerAsync(backend, "rails-1")).State.ShouldBe("DRAIN");
                (await fixture.ServerAsync(backend, "rails-2")).State.ShouldBe("UP");
            }

            var verdict = await fixture.Site.AskAsync(fixture.Backends);
            verdict.Health.ShouldBe(Health.Degraded, verdict.ToString());
            verdict.Evidence.ShouldContain("rails/rails-1 DRAIN");
            for (var i = 0; i < 10; i++) (await Client.GetAsync(fixture.Address)).ShouldContain("rails-2 for ");
        }
        finally
        {
            foreach (var drain in drains) await SaidAsync(drain.Back);
        }

        await fixture.Site.HealthyAsync(fixture.Backends);
    }

    private async Task<string> SaidAsync(Command command)
    {
        var result = await fixture.HAProxy.RunAsync(command);
        result.Succeeded.ShouldBeTrue(result.Error);
        return result.Output;
    }
}
