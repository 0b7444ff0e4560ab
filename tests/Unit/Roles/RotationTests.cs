using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>What nodes are while secrets are replaced: in every mix of two phases that follow each other, servers accept clients.</summary>
public sealed class RotationTests
{
    private static readonly RotationPhase[] Phases = Enum.GetValues<RotationPhase>();

    [Fact]
    public void In_any_mix_of_neighbouring_phases_a_server_accepts_what_a_client_sends()
    {
        foreach (var (before, after) in Phases.Zip(Phases.Skip(1)))
            foreach (var (server, client) in new[] { (before, before), (before, after), (after, before), (after, after) })
                Accepted(server).ShouldContain(Context("redis-1", client).Sent("redis_password").Name, $"{server} and {client}");
    }

    private static readonly string[] Secrets =
    [
        "redis_password", "postgres_password", "postgres_replication_password", "pgbouncer_password", "consul_database_password",
        "patroni_api_password", "praefect_database_password", "praefect_external_token", "praefect_internal_token",
    ];

    [Fact]
    public void Nothing_is_left_to_change_when_the_next_values_are_those_in_use()
    {
        DesiredSite Site(Rotation rotation) => new(Sample.Topology(), RoleCatalog.Known, new Rotating(rotation, same: true));

        foreach (var (before, after) in Site(new Rotation(RotationPhase.Close, [.. Secrets])).Fresh.Zip(Site(Rotation.None).Fresh))
            before.Files.Select(x => $"{x.Path} {x.Content.Reveal()}").ShouldBe(after.Files.Select(x => $"{x.Path} {x.Content.Reveal()}"));
    }

    [Fact]
    public void The_linter_takes_what_every_phase_renders()
    {
        foreach (var phase in Phases)
        {
            var site = new DesiredSite(Sample.Topology(), RoleCatalog.Known, new Rotating(new Rotation(phase, [.. Secrets])));

            SiteLinter.Lint(site.Fresh, site.Topology).Where(x => x.Finding.Severity == Severity.Error).Select(x => $"{phase}: {x}")
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void After_it_servers_take_the_next_value_alone() => Accepted(RotationPhase.Close).ShouldBe(["redis_password.next"]);

    [Theory]
    [InlineData("rails-1", "redis['master_password']", "redis_password", RotationPhase.Clients)]
    [InlineData("redis-1", "redis['password']", "redis_password", RotationPhase.Servers)]
    [InlineData("redis-1", "redis['master_password']", "redis_password", RotationPhase.Servers)]
    [InlineData("rails-1", "gitlab_rails['db_password']", "postgres_password", RotationPhase.Clients)]
    [InlineData("postgres-1", "postgresql['sql_user_password']", "postgres_password", RotationPhase.Servers)]
    [InlineData("rails-1", "'gitaly_token'", "praefect_external_token", RotationPhase.Clients)]
    [InlineData("praefect-1", "'auth'", "praefect_external_token", RotationPhase.Servers)]
    [InlineData("praefect-1", "'storage' => 'gitaly-1'", "praefect_internal_token", RotationPhase.Clients)]
    [InlineData("gitaly-1", "'auth'", "praefect_internal_token", RotationPhase.Servers)]
    [InlineData("praefect-1", "'database'", "praefect_database_password", RotationPhase.Clients)]
    [InlineData("praefect-postgres-1", "postgresql['sql_user_password']", "praefect_database_password", RotationPhase.Servers)]
    [InlineData("postgres-1", "patroni['password']", "patroni_api_password", RotationPhase.Servers)]
    [InlineData("postgres-1", "patroni['replication_password']", "postgres_replication_password", RotationPhase.Servers)]
    [InlineData("postgres-1", "pgbouncer['users']", "pgbouncer_password", RotationPhase.Servers)]
    [InlineData("postgres-1", "pgbouncer['users']", "consul_database_password", RotationPhase.Servers)]
    public void A_setting_has_the_next_value_from_its_turn_on(string node, string setting, string secret, RotationPhase turn)
    {
        foreach (var phase in Phases)
        {
            var value = Setting(RoleCatalog.Known.Compose(Context(node, phase, secret)), setting);
            value.ShouldContain($"‹{secret}");
            value.Contains(".next", StringComparison.Ordinal).ShouldBe(phase >= turn, $"{phase}: {value}");
        }
    }

    [Theory]
    [InlineData("praefect-1", "praefect_external_token", "'transitioning' => true")]
    [InlineData("gitaly-1", "praefect_internal_token", "'transitioning' => true")]
    [InlineData("postgres-1", "postgres_password", "pgbouncer['auth_type'] = 'hba'")]
    public void Servers_take_both_values_from_the_first_phase_to_the_last_but_one(string node, string secret, string setting)
    {
        foreach (var phase in Phases)
            RoleCatalog.Known.Compose(Context(node, phase, secret)).Files[0].Content.Masked.Contains(setting, StringComparison.Ordinal)
                .ShouldBe(phase is RotationPhase.Accept or RotationPhase.Clients or RotationPhase.Servers, $"{phase}");
    }

    [Fact]
    public void Only_nodes_that_use_the_database_need_no_password_meanwhile()
    {
        var node = RoleCatalog.Known.Compose(Context("postgres-1", RotationPhase.Clients, "postgres_password"));

        node.Files.Single(x => x.Path.EndsWith("pg_hba.conf", StringComparison.Ordinal)).Content.Masked.Split('\n')[1..].ShouldBe(
        [
            "host gitlabhq_production gitlab 10.0.0.61/32 trust", "host gitlabhq_production gitlab 10.0.0.62/32 trust",
            "host gitlabhq_production gitlab 10.0.0.51/32 trust", "host all all 0.0.0.0/0 md5", "local all all md5", "",
        ]);
        node.Files[0].Content.Masked.ShouldContain("postgresql['md5_auth_cidr_addresses'] = []");
        node.Files[0].Content.Masked.ShouldContain("{ 'password' => 'md5‹pgbouncer_password md5 for pgbouncer›' }");
    }

    [Fact]
    public void Redis_takes_both_passwords_and_in_the_end_the_next_one_alone()
    {
        string Ensures(RotationPhase phase, string secret = "redis_password") => string.Join(
            ", ",
            RoleCatalog.Known.Compose(Context("redis-1", phase, secret)).Ensures.Select(x => x.Title).Where(x => x.Contains("takes")));

        Ensures(RotationPhase.Close, "postgres_password").ShouldBeEmpty();
        foreach (var phase in new[] { RotationPhase.Accept, RotationPhase.Clients, RotationPhase.Servers })
            Ensures(phase).ShouldBe("Redis takes both passwords");
        Ensures(RotationPhase.Close).ShouldBe("Redis takes its next password alone");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("None")]
    public void What_is_no_rotation_is_none(string? text) => Rotation.Read(text).ShouldBe(Rotation.None);

    [Theory]
    [InlineData("")]
    [InlineData("Servers")]
    [InlineData("3 redis_password")]
    [InlineData("Sideways redis_password")]
    public void What_is_not_understood_is_refused(string text) =>
        Should.Throw<OperatorException>(() => Rotation.Read(text)).Problem.ShouldContain("how far a rotation");

    [Fact]
    public void A_rotation_is_read_as_it_was_written()
    {
        var rotation = Rotation.Read(new Rotation(RotationPhase.Servers, ["redis_password", "pgbouncer_password"]).ToString());

        rotation.Phase.ShouldBe(RotationPhase.Servers);
        rotation.Names.ShouldBe(["pgbouncer_password", "redis_password"]);
    }

    private static string[] Accepted(RotationPhase server)
    {
        var context = Context("redis-1", server);
        return context.IsLenient("redis_password")
            ? ["redis_password", "redis_password.next"]
            : [context.Demanded("redis_password").Name];
    }

    private static RoleContext Context(string node, RotationPhase phase, string secret = "redis_password") =>
        Sample.Context(node) with { Secrets = new Rotating(new Rotation(phase, [secret])) };

    // The line of a setting, and the rest of it where it is longer.
    private static string Setting(DesiredNode node, string setting)
    {
        var text = node.Files[0].Content.Masked;
        var begin = text.IndexOf(setting, StringComparison.Ordinal);
        begin.ShouldBeGreaterThan(0, text);
        var end = text.IndexOf("\n\n", begin, StringComparison.Ordinal);
        var value = text[begin..(end < 0 ? text.Length : end)];
        var secret = value.IndexOf('›', StringComparison.Ordinal);
        return setting is "pgbouncer['users']" ? value : value[..(secret + 1)];
    }

    private sealed class Rotating(Rotation rotation, bool same = false) : ISecretSource
    {
        public Rotation Rotation => rotation;

        public Secret Get(string name) => new(name, "x" + (same ? name.Split('.')[0] : name.Replace('.', 'x')));
    }
}
