using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Recovering;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Recovering;

/// <summary>New secrets are for new sites: what runs keeps those it has.</summary>
public sealed class SecretAgreementTests
{
    private static readonly string[] Praefects = [SecretNames.PraefectDatabase, SecretNames.PraefectExternal, SecretNames.PraefectInternal];

    [Fact]
    public void A_missing_store_is_refused_for_a_site_that_runs_with_every_secret_and_the_nodes()
    {
        var refused = Should.Throw<OperatorException>(() => Refuse(new Stores("new"), RecoveredSecretsTests.Running(new Stores("canary"))));

        refused.Problem.ShouldContain("\n- redis_password: in use on rails-1, rails-2, redis-1, redis-2, redis-3");
        refused.Problem.ShouldContain("\n- consul_database_password: in use on postgres-1, postgres-2");
        refused.Fix.ShouldContain("./build.sh RecoverSecrets --env sample");
        refused.ToString().ShouldNotContain("canary");
    }

    [Fact]
    public void One_name_that_the_store_lacks_is_refused_alone()
    {
        var held = new Stores("canary").Generated;
        var running = RecoveredSecretsTests.Running(new Stores("canary"));
        string[] all = [
            .. RecoveredSecretsTests.Desired(new Stores("canary")).SelectMany(x => x.Files).SelectMany(x => x.Content.Secrets)
            .Select(x => x.StoreName).Distinct()];

        var refused = Should.Throw<OperatorException>(
            () => Refuse(new Stores("canary2", [.. all.Where(x => x != RedisCluster.Main.PasswordSecret)]), running));

        held.ShouldBeEmpty();
        refused.Problem.Count(x => x == '\n').ShouldBe(1);
        refused.Problem.ShouldContain("redis_password");
    }

    [Fact]
    public void A_new_site_gets_new_secrets() =>
        Refuse(new Stores("new"),
            RecoveredSecretsTests.Desired(new Stores("new")).ToDictionary(x => x.Node, x => new NodeObservation { Node = x.Node }));

    [Fact]
    public void A_store_that_has_all_is_never_refused_and_tells_what_differs()
    {
        var running = RecoveredSecretsTests.Running(new Stores("canary"));

        Refuse(new Stores("new", "*"), running);

        SecretAgreement.Differences(RecoveredSecretsTests.Desired(new Stores("new", "*")), running).Single()
            .ShouldStartWith("9 secrets of the store differ from those on the nodes: ");
        SecretAgreement.Differences(RecoveredSecretsTests.Desired(new Stores("canary")), running).ShouldBeEmpty();
    }

    [Fact]
    public void The_first_Praefect_of_a_running_site_gets_new_secrets()
    {
        var running = RecoveredSecretsTests.Running(new Stores("canary"));
        foreach (var node in running.Keys.Where(x => Praefects.Intersect(Names(x)).Any()).ToArray())
            running[node] = node.Has(RoleNames.Rails) ? WithoutPraefect(running[node]) : new NodeObservation { Node = node };
        var held = RecoveredSecretsTests.Desired(new Stores("x")).SelectMany(x => Names(x.Node)).Except(Praefects).Distinct();

        Refuse(new Stores("canary", [.. held]), running);
    }

    [Fact]
    public void What_only_an_unreachable_node_can_have_is_refused_while_others_run()
    {
        var running = RecoveredSecretsTests.Running(new Stores("canary"));
        foreach (var node in running.Keys.Where(x => Names(x).Contains(SecretNames.PatroniApi)).ToArray())
            running[node] = RecoveredSecretsTests.Unreachable(node);
        var held = RecoveredSecretsTests.Desired(new Stores("x")).SelectMany(x => Names(x.Node)).Distinct()
            .Where(x => x != SecretNames.PatroniApi);

        var refused = Should.Throw<OperatorException>(() => Refuse(new Stores("canary", [.. held]), running));

        refused.Problem.ShouldContain("patroni_api_password: not known, since postgres-1, postgres-2 could not be asked");
    }

    [Fact]
    public void A_new_site_goes_on_without_the_nodes_that_are_not_there_yet() =>
        Refuse(new Stores("new"), RecoveredSecretsTests.Desired(new Stores("new")).ToDictionary(
            x => x.Node, x =>
                x.Node.Has(RoleNames.Redis) ? new NodeObservation { Node = x.Node } : RecoveredSecretsTests.Unreachable(x.Node)));

    private static IEnumerable<string> Names(Node node) =>
        RecoveredSecretsTests.Desired(new Stores("x")).Single(x => x.Node == node).Files.SelectMany(x => x.Content.Secrets)
            .Select(x => x.StoreName);

    private static NodeObservation WithoutPraefect(NodeObservation rails) => rails with
    {
        Files = rails.Files.SetItem(
            DesiredNode.GitlabRbPath,
            new FileState.Present("other", "root:root", "0600", "redis['master_password'] = 'canary-redis-password'\n")),
    };

    private static void Refuse(Stores store, IReadOnlyDictionary<Node, NodeObservation> running) =>
        SecretAgreement.Refuse(RecoveredSecretsTests.Desired(store), running, store, "sample");
}
