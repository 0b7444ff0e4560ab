using DotNet.Testcontainers.Builders;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles;
using GitLabHa.Roles.Checks;
using GitLabHa.Tests.Services.Containers;
using Npgsql;
using Testcontainers.PostgreSql;

namespace GitLabHa.Tests.Services.PgBouncer;

/// <summary>
/// A PgBouncer and the Consul that its watch listens to, configured by the gitlab.rb that the roles render, and two PostgreSQL
/// servers that are not replicas of each other: which one of them answers is seen in what they answer.
/// </summary>
public sealed class DatabaseSite : IAsyncLifetime
{
    private const string Network = "172.31.226";
    private const string Database = "gitlabhq_production";
    private const string Pooler = "pgbouncer-1";

    // The test decides which node leads; in a site it is Patroni's answer.
    // https://developer.hashicorp.com/consul/docs/services/usage/checks
    private const string Agent = """
        mkdir -p /tmp/consul
        cat >/tmp/consul/service.json <<'JSON'
        { "service": { "name": "postgresql", "port": 5432,
          "check": { "id": "service:postgresql", "interval": "1s", "timeout": "5s", "status": "critical",
                     "args": ["test", "-e", "/tmp/leads"] } } }
        JSON
        setsid consul agent -datacenter gitlab_consul -enable-local-script-checks -config-dir /tmp/consul -data-dir /tmp/consul-data \
          -node "$1" -bind "$2" -retry-join "$3" >/tmp/consul.log 2>&1 </dev/null &
        """;

    internal Site Site { get; } = new(
        Network,
        Site.Group(Network, "pgbouncer", 1, 21, RubyMap.Empty, RoleNames.Consul, RoleNames.PgBouncer),
        Site.Group(Network, "postgres", 2, 31, RubyMap.Empty, RoleNames.Postgres));

    internal Machine PgBouncer => Site[Pooler];

    /// <summary>Where it sends writes; Patroni, which the check asks for the leader in a site, is not here.</summary>
    internal Check Leader => new PgBouncerLeader([PgBouncer.Node], [], Site.Get(PgBouncerChecks.PasswordSecret));

    public async Task InitializeAsync()
    {
        if (Settings.Missing is not null) return;
        var image = await Site.StartAsync();
        await Task.WhenAll(StartPgBouncerAsync(image), StartPostgresAsync(image, "postgres-1"), StartPostgresAsync(image, "postgres-2"));
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    /// <summary>Makes these nodes pass as leader, and no others.</summary>
    internal async Task LeadAsync(params string[] leaders)
    {
        foreach (var node in new[] { "postgres-1", "postgres-2" })
            if (!leaders.Contains(node)) await Site[node].RunAsync("rm -f /tmp/leads");
        foreach (var node in leaders) await Site[node].RunAsync("touch /tmp/leads");
    }

    /// <summary>Waits until a client of PgBouncer is answered by that node.</summary>
    internal Task AnsweredByAsync(string node) => Eventually.AnswersAsync($"PgBouncer sends clients to {node}", AskAsync, x => x == node);

    /// <summary>The node that answers a client of PgBouncer, or what the client was told.</summary>
    internal async Task<string> AskAsync()
    {
        try
        {
            await using var client = await ConnectAsync();
            return await AskAsync(client);
        }
        catch (Exception refused) when (refused is NpgsqlException or TimeoutException)
        {
            return refused.Message;
        }
    }

    /// <summary>The node that answers this connection.</summary>
    internal static async Task<string> AskAsync(NpgsqlConnection client)
    {
        await using var command = new NpgsqlCommand("select name from answered_by", client);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A connection as Rails has it: through PgBouncer, as gitlab.</summary>
    internal async Task<NpgsqlConnection> ConnectAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = PgBouncer.Node.Address,
            Port = Ports.PgBouncer,
            Database = Database,
            Username = "gitlab",
            Password = Site.Get(SecretNames.Postgres).Reveal(),
            Pooling = false,
            Timeout = 5,
            CommandTimeout = 5,
            // PgBouncer gives each transaction another server connection.
            NoResetOnClose = true,
        };
        var client = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await client.OpenAsync();
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    private async Task StartPgBouncerAsync(string image)
    {
        var files = Site.Files(Pooler);
        var rendered = files.Single(x => x.Path == DesiredNode.GitlabRbPath).Content.Reveal();
        await Site.AddAsync(Pooler, Site.Place(new ContainerBuilder(image), Pooler).WithCommand("gitlab")
            .WithResourceMapping(System.Text.Encoding.UTF8.GetBytes(rendered), DesiredNode.GitlabRbPath)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("the node is configured")).Build());
        foreach (var file in files.Where(x => x.Phase == WritePhase.AfterReconfigure))
        {
            var write = GitLabHa.Core.Commands.Command.Shell("write", "umask 077; cat >\"$1\"; chown \"$2\" \"$1\"", file.Path, file.Owner);
            (await PgBouncer.RunAsync(write with { Input = file.Content })).Succeeded.ShouldBeTrue(file.Path);
            if (file.Effect.Activate is { } activate) (await PgBouncer.RunAsync(activate)).Succeeded.ShouldBeTrue(file.Path);
        }
    }

    private async Task StartPostgresAsync(string image, string node)
    {
        var builder = new PostgreSqlBuilder(image).WithDatabase(Database).WithUsername("gitlab-psql").WithPassword("of-the-superuser");
        var container = Site.Place(builder, node).Build();
        var machine = await Site.AddAsync(node, container);
        // What Omnibus makes for PgBouncer: https://docs.gitlab.com/administration/postgresql/pgbouncer/
        var made = await container.ExecScriptAsync($"""
            create role gitlab login password '{Site.Get(SecretNames.Postgres).Reveal()}';
            create role pgbouncer login password 'md5{Site.Get(PgBouncerChecks.PasswordSecret).PostgresMd5("pgbouncer").Reveal()}';
            create function public.pg_shadow_lookup(in i_username text, out username text, out password text) returns record
              language sql security definer as $$ select usename::text, passwd from pg_catalog.pg_shadow where usename = i_username $$;
            revoke all on function public.pg_shadow_lookup(text) from public;
            grant execute on function public.pg_shadow_lookup(text) to pgbouncer;
            create table answered_by as select '{node}'::text as name;
            grant select on answered_by to gitlab;
            """);
        made.ExitCode.ShouldBe(0, made.Stderr);
        await machine.RunAsync(Agent, node, machine.Node.Address, Site.Topology.With(RoleNames.Consul)[0].Address);
    }
}
