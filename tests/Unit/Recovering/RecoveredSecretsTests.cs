using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Recovering;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Recovering;

/// <summary>A site that runs with other secrets than the store's: what is read back, what is refused.</summary>
public sealed class RecoveredSecretsTests
{
    private const string Site = "canary";

    private static readonly Topology Topology = Sample.Topology();
    private static readonly string[] Names =
    [
        SecretNames.ConsulDatabase, SecretNames.PatroniApi, SecretNames.PgBouncer, SecretNames.PostgresReplication, SecretNames.Postgres,
        SecretNames.PraefectDatabase, SecretNames.PraefectExternal, SecretNames.PraefectInternal, RedisCluster.Main.PasswordSecret,
    ];

    [Fact]
    public void Every_secret_of_a_site_is_read_back()
    {
        var recovered = Recover(Desired(new Stores("new")), Running(new Stores(Site)));

        recovered.All.Select(x => x.Name).ShouldBe(Names.Order(StringComparer.Ordinal));
        recovered.All.ShouldAllBe(x => x.State == RecoveryState.Recovered);
        recovered.RefuseLost().ShouldBe(Names.Length);
        // Nothing renders this one but as a hash, so a hash is all that there is, and enough.
        foreach (var secret in recovered.All.Where(x => x.Name != SecretNames.ConsulDatabase))
            secret.Value!.Reveal().ShouldBe(new Stores(Site).Get(secret.Name).Reveal());
    }

    [Fact]
    public void With_what_was_read_back_every_file_is_as_it_was() => Prop.ForAll(Values().ToArbitrary(), value =>
    {
        var site = new Given(name => $"{value}{name.Length}");
        var recovered = Recover(Desired(new Stores("new")), Running(site)).All.ToDictionary(x => x.Name, x => x.Value!.Reveal());

        Desired(new Given(x => recovered[x])).SelectMany(x => x.Files).Select(x => x.Content.Sha256)
            .ShouldBe(Desired(site).SelectMany(x => x.Files).Select(x => x.Content.Sha256));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("16.6.0")]
    [InlineData("17.0.0")]
    [InlineData("19.3.0")]
    public void A_site_that_a_newer_version_is_rendered_for_is_read_back_too(string version)
    {
        var recovered = Recover(Desired(new Stores("new"), Sample.Topology(version)), Running(new Stores(Site)));

        recovered.All.ShouldAllBe(x => x.State == RecoveryState.Recovered);
    }

    [Fact]
    public void Nodes_that_disagree_are_refused_with_who_has_what_and_no_value()
    {
        var running = Running(new Stores(Site));
        var other = Running(new Stores("canary2"));
        running[Node("redis-2")] = other[Node("redis-2")];

        var refused = Should.Throw<OperatorException>(Recover(Desired(new Stores("new")), running).RefuseDisagreement);

        refused.Problem.ShouldMatch(@"\n- redis_password: rails-1, rails-2, redis-1, redis-3 have #[0-9a-f]{8}; redis-2 has #[0-9a-f]{8}");
        refused.Where.ShouldContain("redis-2");
        refused.ToString().ShouldNotContain(Site);
    }

    [Fact]
    public void A_hash_that_is_not_of_the_password_is_a_disagreement()
    {
        var running = Running(new Stores(Site));
        running[Node("postgres-1")] = Running(new Stores("canary2"))[Node("postgres-1")];

        var refused = Should.Throw<OperatorException>(Recover(Desired(new Stores("new")), running).RefuseDisagreement);

        refused.Problem.ShouldContain("postgres_password: ");
        refused.Problem.ShouldContain("(its hash for gitlab)");
    }

    [Fact]
    public void What_only_unreachable_nodes_have_in_clear_is_told_and_not_taken_from_a_hash()
    {
        var running = Running(new Stores(Site));
        foreach (var rails in Topology.With(RoleNames.Rails)) running[rails] = Unreachable(rails);

        var recovered = Recover(Desired(new Stores("new")), running);

        recovered.RefuseDisagreement();
        var lost = recovered.All.Single(x => x.State == RecoveryState.Lost);
        (lost.Name, lost.Value).ShouldBe((SecretNames.Postgres, null));
        lost.Evidence.ShouldBe("rails-1: no route; rails-2: no route");
        Should.Throw<OperatorException>(() => recovered.RefuseLost()).Problem.ShouldContain("postgres_password");
    }

    [Fact]
    public void What_no_node_has_yet_is_new()
    {
        var running = Topology.Nodes.ToDictionary(
            x => x, x => x.Has(RoleNames.Praefect) || x.Has(RoleNames.PraefectPostgres) || x.Has(RoleNames.Gitaly) || x.Has(RoleNames.Rails)
            ? new NodeObservation
            {
                Node = x,
                Files = Desired(new Stores("new")).Single(y => y.Node == x)
                .Files.ToImmutableDictionary(y => y.Path, _ => (FileState)new FileState.Absent())
            }
            : Running(new Stores(Site))[x]);

        var recovered = Recover(Desired(new Stores("new")), running);

        recovered.All.Where(x => x.State == RecoveryState.New).Select(x => x.Name)
            .ShouldBe([SecretNames.PraefectDatabase, SecretNames.PraefectExternal, SecretNames.PraefectInternal], ignoreOrder: true);
    }

    [Fact]
    public void What_the_store_has_is_kept_and_compared()
    {
        var store = new Stores("new", RedisCluster.Main.PasswordSecret);
        var recovered = RecoveredSecrets.From(
            Desired(store), Running(new Stores(Site)), new HashSet<string> { RedisCluster.Main.PasswordSecret });

        var redis = recovered.All.Single(x => x.Name == RedisCluster.Main.PasswordSecret);
        (redis.State, redis.Value).ShouldBe((RecoveryState.KeptThoughDiffering, null));
    }

    [Fact]
    public void A_password_that_is_a_hash_already_stays_as_it_is()
    {
        var hash = new Secret("x", "value").PostgresMd5("gitlab").Reveal();

        new Secret("x", Secret.OfHash(hash)).PostgresMd5("gitlab").Reveal().ShouldBe(hash);
    }

    internal static ImmutableArray<DesiredNode> Desired(ISecretSource secrets, Topology? topology = null) =>
        [.. (topology ?? Topology)
            .Nodes.Select(
            x => RoleCatalog.Known.Compose(new RoleContext { Node = x, Topology = topology ?? Topology, Secrets = secrets }))];

    internal static Dictionary<Node, NodeObservation> Running(ISecretSource secrets) =>
        Desired(secrets).ToDictionary(x => x.Node, x => new NodeObservation
        {
            Node = x.Node,
            Mark = new Mark(x.Marker),
            Files = x.Files.ToImmutableDictionary(
            file => file.Path, file => (FileState)new FileState.Present(file.Content.Sha256, file.Owner, file.Mode, file.Content.Reveal())),
        });

    internal static NodeObservation Unreachable(Node node) => new() { Node = node, Unreachable = "no route" };

    internal static Node Node(string name) => Topology.Nodes.Single(x => x.Name == name);

    private static RecoveredSecrets Recover(IEnumerable<DesiredNode> desired, Dictionary<Node, NodeObservation> running) =>
        RecoveredSecrets.From(desired, running, new HashSet<string>());

    private static Gen<string> Values() =>
        Gen.NonEmptyListOf(Gen.OneOf(Gen.Choose(33, 126), Gen.Elements((int)'\'', '\\', '"', '#', ':', '=', '>')))
            .Select(x => string.Concat(x.Select(c => (char)c)));

    private sealed class Given(Func<string, string> value) : ISecretSource
    {
        public Secret Get(string name) => new(name, value(name));
    }
}
