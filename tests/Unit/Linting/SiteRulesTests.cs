using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Linting;

/// <summary>What one node's gitlab.rb cannot show: settings that several groups need, and services that nobody reaches.</summary>
public sealed class SiteRulesTests
{
    [Theory]
    [InlineData("rails", "smtp_address", "gitlab_rails.smtp_address: is not the same in sidekiq: Sidekiq sends the mail of GitLab")]
    [InlineData("sidekiq", "smtp_address", "gitlab_rails.smtp_address: is not the same in rails: Sidekiq sends the mail of GitLab")]
    [InlineData("rails", "ldap_servers", "Rails signs users in and Sidekiq synchronizes users and groups")]
    [InlineData("sidekiq", "ldap_enabled", "Rails signs users in and Sidekiq synchronizes users and groups")]
    [InlineData("rails", "omniauth_providers", "Rails signs users in and Sidekiq uses their identities")]
    [InlineData("rails", "incoming_email_address", "Sidekiq writes reply addresses into mail")]
    [InlineData("rails", "uploads_directory", "Rails and Sidekiq read and write the same files")]
    [InlineData("rails", "registry_api_url", "Sidekiq removes tags and runs cleanup policies")]
    [InlineData("rails", "pages_path", "Sidekiq deploys pages")]
    [InlineData("rails", "time_zone", "Rails and Sidekiq run the same application")]
    [InlineData("rails", "trusted_proxies", null)]
    [InlineData("rails", "initial_root_password", null)]
    [InlineData("rails", "rack_attack_git_basic_auth", null)]
    public void A_setting_of_the_application_in_one_group_gives(string group, string key, string? expected)
    {
        var found = Shared(Site((group, "gitlab_rails", key, "x")));

        if (expected is null) found.ShouldBeEmpty();
        else found.Single().ShouldContain(expected);
        Shared(Site(("rails", "gitlab_rails", key, "x"), ("sidekiq", "gitlab_rails", key, "x"))).ShouldBeEmpty();
    }

    [Fact]
    public void Settings_of_one_kind_are_one_finding_for_the_group_that_has_them()
    {
        var found = Lint(
            Site(("rails", "gitlab_rails", "smtp_enable", true), ("rails", "gitlab_rails", "smtp_address", "x"),
                ("rails", "gitlab_rails", "smtp_port", 25)));

        found.Single().ToString().ShouldBe(
            "gitlab_rails.smtp_enable: and smtp_address, smtp_port are not the same in sidekiq: Sidekiq sends the mail of GitLab and "
                + "Rails the mail "
            + "of consoles and tasks: without it they use the local sendmail, and mail is lost (rails)");
    }

    [Fact]
    public void A_cache_without_a_limit_evicts_nothing()
    {
        var site = Sample.Environment();
        site = site with { Groups = [.. site.Groups, Sample.Group("redis-cache", 14, 3, RoleNames.RedisCache)] };

        Lint(site).Single().ToString().ShouldStartWith("redis.maxmemory: is not set: the cache evicts nothing");
        Lint(With(site, "redis-cache", "redis", "maxmemory", "4gb")).ShouldBeEmpty();
    }

    [Fact]
    public void All_Consul_agents_have_one_key()
    {
        Shared(Site(("redis", "consul", "encryption_key", "k"))).Single()
            .ShouldBe("consul.encryption_key: is not the same in gitaly, postgres, praefect, praefect-postgres, rails, sidekiq: agents "
                + "with different values do not join one cluster");
        Shared(Site(("redis", "consul", "configuration", RubyValue.Map(("encrypt", "k"))))).Single()
            .ShouldStartWith("consul.configuration.encrypt: is not the same in gitaly,");
        Shared(Site(("redis", "consul", "log_directory", "/var/log/gitlab/consul"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("registry_external_url", "http://registry.example.com", "leads to no service: registry['enable'] is false here")]
    [InlineData("gitlab_kas_external_url", "wss://kas.example.com", "leads to no service: gitlab_kas['enable'] is false here")]
    [InlineData("pages_external_url", "http://pages.example.com:8090",
        "GitLab Pages listens on port 8090, which HAProxy does not forward to")]
    [InlineData("pages_external_url", "https://pages.example.com", "GitLab Pages listens on port 443, which HAProxy does not forward to")]
    [InlineData("pages_external_url", "http://pages.example.com", null)]
    public void A_service_asked_for_by_URL_gives(string url, string value, string? expected) =>
        Found(Call("rails", url, value)).ShouldBe(expected);

    [Fact]
    public void A_registry_that_runs_needs_its_port_in_the_load_balancer()
    {
        var site = With(Call("rails", "registry_external_url", "http://registry.example.com:5050"), "rails", "registry", "enable", true);

        Found(site).ShouldBe("the container registry listens on port 5050, which HAProxy does not forward to");
        Found(With(site, "rails", "registry_nginx", "listen_port", 80)).ShouldBe(null);
        Found(site with { Groups = [.. site.Groups.Where(x => x.Name != "lb")] })
            .ShouldBe(null, "nothing is known of another load balancer");
    }

    [Fact]
    public void A_URL_starts_its_service_on_every_node_that_has_it() =>
        Lint(Call("redis", "registry_external_url", "http://registry.example.com")).Single().ToString()
            .ShouldBe("registry_external_url: starts the container registry on nodes without the role rails: set it in the groups of "
                + "rails alone, or registry: { enable: false } here (redis)");

    [Theory]
    [InlineData("gitlab_sshd", "enable", "gitlab-sshd listens on port 2222, which HAProxy does not forward to")]
    [InlineData("gitlab_rails", "smartcard_enabled", "sign-in with smart cards listens on port 3444, which HAProxy does not forward to")]
    [InlineData("gitlab_rails", "kerberos_use_dedicated_port", "Git with Kerberos listens on port 8443, which HAProxy does not forward to")]
    public void A_flag_that_opens_a_port_gives(string section, string key, string expected) =>
        Found(Site(("rails", section, key, true), ("sidekiq", section, key, true))).ShouldBe(expected);

    [Fact]
    public void A_port_that_HAProxy_forwards_is_reached() =>
        Found(Site(("rails", "gitlab_sshd", "enable", true), ("rails", "gitlab_sshd", "listen_address", "[::]:22"))).ShouldBe(null);

    [Theory]
    [InlineData("incoming_email_enabled")]
    [InlineData("service_desk_email_enabled")]
    public void Mailroom_runs_on_one_node(string key)
    {
        var both = Site(("rails", "gitlab_rails", key, true), ("sidekiq", "gitlab_rails", key, true));
        var everywhere = Site() with { Settings = Nested("gitlab_rails", key, true) };

        Lint(both).Single().ToString().ShouldBe(
            $"gitlab_rails.{key}: 3 nodes run mailroom, and each of them reads the mailbox: set mailroom: {{ enable: false }} in all "
                + "groups but one, and give that group one node (rails, sidekiq)");
        Lint(everywhere).Single().Nodes.Length.ShouldBe(15, "mailroom starts on every node that has the flag");
        Lint(With(both, "rails", "mailroom", "enable", false)).ShouldBeEmpty();
    }

    // Up to the consequence.
    private static string? Found(GitLabEnvironment environment) =>
        Lint(environment).SingleOrDefault()?.Finding.Message.Split([": it cannot be reached", ", and the "], StringSplitOptions.None)[0];

    // Rails and Sidekiq on nodes of their own: two and one.
    private static GitLabEnvironment Site(params (string Group, string Section, string Key, RubyValue Value)[] settings)
    {
        var environment = Sample.Environment();
        var rails = environment.Groups.Single(x => x.Name == "rails") with { Roles = [RoleNames.Rails] };
        rails = rails with { Nodes = [.. rails.Nodes.Select(x => x with { Roles = [RoleNames.Rails] })] };
        var sidekiq = new NodeGroup
        {
            Name = "sidekiq",
            File = "sidekiq.yml",
            Roles = [RoleNames.Sidekiq],
            Nodes = [new Node { Name = "sidekiq-1", Address = "10.0.0.71", Group = "sidekiq", Roles = [RoleNames.Sidekiq] }],
        };
        environment = environment with { Groups = [.. environment.Groups.Select(x => x.Name == "rails" ? rails : x), sidekiq] };
        return settings.Aggregate(environment, (site, x) => With(site, x.Group, x.Section, x.Key, x.Value));
    }

    private static GitLabEnvironment With(GitLabEnvironment environment, string group, string section, string key, RubyValue value) =>
        WithSettings(environment, group, Nested(section, key, value));

    private static GitLabEnvironment Call(string group, string name, string value) =>
        WithSettings(Site(), group, RubyValue.Map((name, value)));

    private static GitLabEnvironment WithSettings(GitLabEnvironment environment, string group, RubyMap settings) => environment with
    {
        Groups = [.. environment.Groups.Select(x => x.Name == group ? x with { Settings = x.Settings.MergedWith(settings) } : x)],
    };

    private static RubyMap Nested(string section, string key, RubyValue value) => RubyValue.Map((section, RubyValue.Map((key, value))));

    private static List<string> Shared(GitLabEnvironment environment) =>
        [.. Lint(environment).Where(x => x.Finding.Message.Contains("not the same in"))
            .Select(x => $"{x.Finding.Key}: {x.Finding.Message}")];

    private static List<NodesFinding> Lint(GitLabEnvironment environment)
    {
        var topology = new Topology(environment);
        var nodes = topology.Nodes.Select(
            x => RoleCatalog.Known.Compose(new RoleContext { Node = x, Topology = topology, Secrets = new FixedSecrets() }));
        return [.. SiteLinter.Lint(nodes, topology)
            .Where(x => !x.Finding.Message.StartsWith("reconfigure stops: ", StringComparison.Ordinal))];
    }
}
