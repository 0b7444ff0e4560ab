using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>What goes wrong with PostgreSQL and who follows it, beyond the drills.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class PostgresLossTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task A_replica_that_lost_its_data_is_named_makes_itself_anew_and_leads_nobody()
    {
        var (leader, timeline) = await Postgres.ClusterAsync(Lab);
        var replica = leader == "postgres-1" ? "postgres-2" : "postgres-1";

        await Lab.Machines.RunAsync(replica, "gitlab-ctl stop patroni >/dev/null; rm -rf /var/opt/gitlab/postgresql/data");
        (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay(replica);

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy")).ShouldSay($"{replica}: done run gitlab-ctl start patroni");
        await Lab.HealthyAsync();
        (await Postgres.ClusterAsync(Lab)).ShouldBe((leader, timeline));
    }

    [LongLabFact]
    public async Task A_leader_hands_nothing_over_while_no_replica_has_all_that_it_wrote()
    {
        var (leader, timeline) = await Postgres.ClusterAsync(Lab);
        var replica = leader == "postgres-1" ? "postgres-2" : "postgres-1";
        var environment = EnvironmentLoader.Load(Path.Combine(Lab.Root, "environments"), Lab.Name, RoleCatalog.Known.Traits);
        var topology = new Topology(environment);
        var context = new RoleContext
        {
            Node = topology.Nodes.Single(x => x.Name == leader),
            Topology = topology,
            Secrets = new NoSecrets()
        };
        var move = new PostgresRole().Rollout(context).HandOver!.Move;
        await using var connections = new ConnectionFactory(environment, Lab.State);

        await Lab.Machines.RunAsync(replica, "pkill -STOP -f '[w]alreceiver'");
        try
        {
            await Lab.Machines.RunAsync(
                leader, "gitlab-psql -d template1 -c \"select pg_logical_emit_message(false, 'test', 'a write'), pg_switch_wal()\"");

            var refused = await connections.For(context.Node).RunAsync(move, CancellationToken.None);

            refused.ExitCode.ShouldBe(1, refused.Output + refused.Error);
            refused.Error.ShouldContain("no replica has all that this node wrote");
            (await Postgres.ClusterAsync(Lab)).ShouldBe((leader, timeline));
        }
        finally
        {
            await Lab.Machines.RunAsync(replica, "pkill -CONT -f '[w]alreceiver'");
        }

        var moved = await connections.For(context.Node).RunAsync(move, CancellationToken.None);
        moved.Succeeded.ShouldBeTrue(moved.Output + moved.Error);
        (await Postgres.ClusterAsync(Lab)).Leader.ShouldBe(replica);
        await Lab.HealthyAsync();
    }

    // Only PgBouncer is held with one, and here it is not.
    private sealed class NoSecrets : ISecretSource
    {
        public Secret Get(string name) => new(name, "none");
    }
}
