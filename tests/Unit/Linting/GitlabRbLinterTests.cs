using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Unit.Linting;

public sealed class GitlabRbLinterTests
{
    [Theory]
    // Removed and deprecated.
    [InlineData("16.6.0", "sidekiq.max_concurrency", null)]
    [InlineData("16.9.0", "sidekiq.max_concurrency",
        "warning: sidekiq.max_concurrency: deprecated since 16.9, refused from 17.0 on: use sidekiq['concurrency'] (one fixed thread "
        + "count)")]
    [InlineData("17.0.0", "sidekiq.max_concurrency",
        "error: sidekiq.max_concurrency: removed in 17.0: use sidekiq['concurrency'] (one fixed thread count)")]
    [InlineData("17.11.0", "sidekiq.max_concurrency",
        "error: sidekiq.max_concurrency: removed in 17.0: use sidekiq['concurrency'] (one fixed thread count)")]
    [InlineData("18.0.0", "gitlab_shell.migration", "error: gitlab_shell.migration: removed in 18.0: ignored; drop it")]
    [InlineData("18.11.0", "gitaly.configuration.git.bin_path",
        "warning: gitaly.configuration.git.bin_path: deprecated since 18.3, refused from 19.0 on: ignored by Gitaly; any non-nil value "
        + "aborts reconfigure from 19.0")]
    [InlineData("19.3.0", "gitaly.configuration.git.bin_path",
        "error: gitaly.configuration.git.bin_path: removed in 19.0: ignored by Gitaly; any non-nil value aborts reconfigure from 19.0")]
    [InlineData("19.3.0", "nginx.real_ip_header",
        "warning: nginx.real_ip_header: deprecated since 19.2: use gitlab_rails['nginx']['real_ip_header']")]
    [InlineData("19.1.0", "nginx.real_ip_header", null)]
    [InlineData("17.0.0", "unicorn.worker_timeout",
        "error: unicorn.worker_timeout: removed in 14.0: use puma; every key but enable and svlogd_prefix is refused")]
    // Names.
    [InlineData("18.2.8", "redis.maxmemory_polisy",
        "warning: redis.maxmemory_polisy: 18.2.8 may not know this setting; it ignores unknown settings; did you mean "
        + "redis.maxmemory_policy?")]
    [InlineData("18.2.8", "redsi.port_name", "error: redsi: 18.2.8 does not know this name: reconfigure stops; did you mean redis?")]
    [InlineData("17.1.0", "grafana.admin", "error: grafana: 17.1.0 does not know this name: reconfigure stops")]
    [InlineData("17.8.0", "gitlab_rails.nginx.dir",
        "error: gitlab_rails.nginx: gitlab_rails.nginx needs 19.2 or later, this is 17.8.0: earlier versions ignore it: use nginx")]
    [InlineData("16.6.0", "gitlab_rails.repositories_storages.default.path",
        "error: gitlab_rails.repositories_storages: gitlab_rails.repositories_storages needs 17.8 or later, this is 16.6.0: earlier "
        + "versions overwrite it from git_data_dirs")]
    [InlineData("18.2.8", "patroni.postgresql.anything_at_all", null)]
    [InlineData("18.2.8", "gitaly.configuration.any.thing", null)]
    [InlineData("18.2.8", "gitlab_rails.env.LANG", null)]
    [InlineData("18.2.8", "gitlab_rails.object_store.objects.artifacts.bucket", null)]
    [InlineData("18.2.8", "patroni.consul.urll",
        "warning: patroni.consul.urll: 18.2.8 may not know this setting; it ignores unknown settings; did you mean patroni.consul.url?")]
    // Types.
    [InlineData("18.2.8", "redis.port", "error: redis.port: expected a port (an integer from 0 to 65535), found text")]
    [InlineData("18.2.8", "praefect.configuration.database.port",
        "error: praefect.configuration.database.port: expected a port (an integer from 0 to 65535), found text")]
    [InlineData("18.2.8", "nginx.enable", "error: nginx.enable: expected true or false, found text")]
    [InlineData("18.2.8", "gitlab_rails.env.enable", null)]
    public void A_text_setting_gives(string version, string path, string? expected) =>
        Findings(version, path, "text").Where(x => !x.Contains("no default or example")).ShouldBe(expected is null ? [] : [expected]);

    [Theory]
    [InlineData("redis.port", 70000, "error: redis.port: expected a port (an integer from 0 to 65535), found an integer")]
    [InlineData("redis.port", "6379",
        "warning: redis.port: expected a port (an integer from 0 to 65535), found text; no default or example of GitLab has this kind")]
    [InlineData("redis.port", true, "error: redis.port: expected a port (an integer from 0 to 65535), found true")]
    [InlineData("praefect.configuration.database.port", "5432",
        "error: praefect.configuration.database.port: expected a port (an integer from 0 to 65535), found text")]
    [InlineData("gitaly.configuration.cgroups.memory_bytes", "1",
        "error: gitaly.configuration.cgroups.memory_bytes: expected a number, found text")]
    [InlineData("puma.listen", 8080,
        "warning: puma.listen: expected text, found an integer; no default or example of GitLab has this kind")]
    [InlineData("gitlab_rails.smtp_enable", "false", "error: gitlab_rails.smtp_enable: expected true or false, found text")]
    [InlineData("gitlab_rails.smtp_enable", "true",
        "warning: gitlab_rails.smtp_enable: expected true or false, found text; no default or example of GitLab has this kind")]
    [InlineData("gitlab_rails.smtp_enable", 0, "error: gitlab_rails.smtp_enable: expected true or false, found an integer")]
    [InlineData("gitlab_rails.object_store", true, "error: gitlab_rails.object_store: expected keys and values, found true")]
    [InlineData("registry.database.enabled", "prefer", null)]
    [InlineData("gitlab_rails.display_initial_root_password", false, null)]
    [InlineData("gitlab_rails.omniauth_allow_single_sign_on", true, null)]
    [InlineData("gitlab_rails.smtp_password", null, null)]
    [InlineData("gitlab_rails.db_host", null, null)]
    [InlineData("redis.password", null, null)]
    [InlineData("postgresql.listen_address", null, null)]
    [InlineData("redis.port", null, null)]
    [InlineData("patroni.port", 8008, null)]
    [InlineData("patroni.port", "8008", null)]
    [InlineData("postgresql.shared_buffers", 131072, null)]
    [InlineData("postgresql.log_min_duration_statement", "250ms", null)]
    [InlineData("postgresql.archive_mode", false, null)]
    [InlineData("gitlab_rails.a_setting_without_default", 1.5, null)]
    public void A_value_is_judged_by_what_GitLabs_own_values_are(string path, object? value, string? expected) =>
        Findings("18.11.0", path, value switch { int x => x, bool x => x, string x => x, double x => new RubyFloat(x), _ => new RubyNil() })
            .Where(x => !x.Contains("may not know")).ShouldBe(expected is null ? [] : [expected]);

    [Fact]
    public void What_stops_reconfigure_is_told_once() =>
        Findings("18.11.0", "gitlab_rails.redis_sentinels", "10.0.0.1").Single().ShouldStartWith("error: ");

    [Fact]
    public void A_kind_of_value_may_come_with_a_minor()
    {
        Findings("18.6.0", "registry.database.enabled", "prefer").Single()
            .ShouldStartWith("error: registry.database.enabled: expected true or false");
        Findings("18.7.0", "registry.database.enabled", "prefer").ShouldBeEmpty();
    }

    [Fact]
    public void Only_some_values_of_a_setting_are_refused()
    {
        Findings("17.0.0", "grafana.enable", false).ShouldBeEmpty();
        Findings("17.0.0", "grafana.enable", true).Single().ShouldStartWith("error: grafana.enable: removed in 16.3");
        Findings("19.3.0", "mattermost.enable", false).ShouldBeEmpty();
        Findings("19.3.0", "mattermost.enable", true).Single().ShouldStartWith("error: mattermost.enable: removed in 19.0");
        Findings("19.1.0", "mattermost.enable", false).Single().ShouldStartWith("error: mattermost: removed in 19.0");
    }

    [Fact]
    public void Git_data_dirs_are_right_deprecated_or_refused()
    {
        static GitlabRb Rb() => new GitlabRb().Call("git_data_dirs", RubyValue.Map(("default", RubyValue.Map(("path", "/x")))));

        Texts(GitlabRbLinter.Lint(Rb(), new(17, 7, 0))).ShouldBeEmpty();
        Texts(GitlabRbLinter.Lint(Rb(), new(17, 8, 0))).Single()
            .ShouldStartWith("warning: git_data_dirs: deprecated since 17.8, refused from 18.0 on");
        Texts(GitlabRbLinter.Lint(Rb(), new(18, 0, 0))).Single().ShouldStartWith("error: git_data_dirs: removed in 18.0");
    }

    [Theory]
    [InlineData("17.5.0", "gitaly_role",
        "error: roles: gitaly_role needs 17.6 or later, this is 17.5.0: switch the other services off instead")]
    [InlineData("17.6.0", "gitaly_role", null)]
    [InlineData("18.2.8", "praefect_role", "error: roles: 18.2.8 has no role praefect_role")]
    [InlineData("18.2.8", "redis_sentinal_role", "error: roles: 18.2.8 has no role redis_sentinal_role; did you mean redis_sentinel_role?")]
    public void An_omnibus_role_gives(string version, string role, string? expected) =>
        Texts(GitlabRbLinter.Lint(new GitlabRb().Role(role), GitLabVersion.Parse(version))).ShouldBe(expected is null ? [] : [expected]);

    [Fact]
    public void Calls_and_sections_are_not_mixed_up()
    {
        var rb = new GitlabRb()
            .Override(RubyValue.Map(("redis", 5), ("external_urll", "http://x"), ("git_data_dirs", RubyValue.Map(("default", "x")))));

        Texts(GitlabRbLinter.Lint(rb, new(17, 7, 0))).ShouldBe(
        [
            "error: redis: holds settings: write keys and values below it",
            "error: external_urll: 17.7.0 does not know this name: reconfigure stops; did you mean external_url?",
            "error: git_data_dirs: is called with one value and holds no settings",
        ]);
    }

    [Theory]
    [InlineData("redis.password", "a/b", "it becomes part of a URL: use only letters, digits and - . _ ~")]
    [InlineData("redis.master_password", "a b", "it becomes part of a URL: use only letters, digits and - . _ ~")]
    [InlineData("patroni.password", "12345", "it is written into YAML without quotes: use letters, digits, - and _, and not only digits")]
    [InlineData("patroni.replication_password", "a: b",
        "it is written into YAML without quotes: use letters, digits, - and _, and not only digits")]
    [InlineData("postgresql.sql_user_password", "md50123456789abcdef0123456789abcdef",
        "expected md5(password + user name) in 32 hex digits, without the prefix md5")]
    [InlineData("pgbouncer.users.pgbouncer.password", "plain",
        "expected md5(password + user name) in 32 hex digits, without the prefix md5")]
    [InlineData("redis.password", "AZaz09-._~", null)]
    [InlineData("patroni.password", "4bTz_-x", null)]
    [InlineData("postgresql.sql_user_password", "0123456789abcdef0123456789abcdef", null)]
    public void A_secret_is_judged_but_never_shown(string path, string secret, string? expected)
    {
        var findings = Findings("18.2.8", path, new Secret("x", secret));

        findings.ShouldBe(expected is null ? [] : [$"error: {path}: {expected}"]);
        findings.ShouldAllBe(x => !x.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("same", true)]
    [InlineData("other", false)]
    public void The_tokens_of_praefect_differ(string inner, bool found)
    {
        var node = RubyValue.Map(("storage", "gitaly-1"), ("token", new Secret("internal", inner)));
        var storage = RubyValue.Map(("name", "default"), ("node", RubyValue.List([(RubyValue)node])));
        var rb = new GitlabRb().Set("praefect", "configuration", RubyValue.Map(
            ("auth", RubyValue.Map(("token", new Secret("external", "same")))), ("virtual_storage", RubyValue.List([(RubyValue)storage]))));

        Texts(GitlabRbLinter.Lint(rb, new(18, 2, 8))).ShouldBe(
            found ? ["error: praefect.configuration.auth.token: the external token is also the internal one of a Gitaly node: use two "
                + "different tokens"] : []);
    }

    private static List<string> Findings(string version, string path, RubyValue value)
    {
        var keys = path.Split('.');
        foreach (var key in keys.Skip(2).Reverse()) value = RubyValue.Map((key, value));
        return Texts(GitlabRbLinter.Lint(new GitlabRb().Set(keys[0], keys[1], value), GitLabVersion.Parse(version)));
    }

    private static List<string> Texts(IEnumerable<LintFinding> findings) => [.. findings.Select(x => x.ToString())];
}
