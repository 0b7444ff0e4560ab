using GitLabHa.Core;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Unit.Rendering;

public sealed class GitlabRbTests
{
    [Fact]
    public void Settings_are_written_with_string_keys_and_single_quotes()
    {
        var rb = new GitlabRb().From("x").Call("external_url", "http://a").Role("redis_master_role");
        rb.Set("redis", ("bind", "0.0.0.0"), ("port", 6379));
        rb.Set("consul", "configuration", RubyValue.Map(("server", true), ("retry_join", RubyValue.List(["10.0.0.1", "10.0.0.2"]))));

        rb.Render().Masked.ShouldBe("""
            # Written by GitLab HA from the environment's role definitions: change those, not this file.
            external_url 'http://a'
            roles ['redis_master_role']

            redis['bind'] = '0.0.0.0'
            redis['port'] = 6379

            consul['configuration'] = { 'server' => true, 'retry_join' => ['10.0.0.1', '10.0.0.2'] }

            """);
    }

    [Fact]
    public void Quotes_and_backslashes_are_escaped_and_nothing_is_interpolated() =>
        RubyLiteral.Write(@"it's #{x} \ done").Masked.ShouldBe(@"'it\'s #{x} \\ done'");

    [Fact]
    public void A_hash_as_a_call_argument_stands_in_parentheses() =>
        RubyLiteral.Write(RubyValue.Map(("a", 1)), callArgument: true).Masked.ShouldBe("({ 'a' => 1 })");

    [Fact]
    public void Maps_of_two_roles_are_merged()
    {
        var rb = new GitlabRb().From("a").Set("consul", "configuration", RubyValue.Map(("server", true)));
        rb.From("b").Set("consul", "configuration", RubyValue.Map(("bind_addr", "10.0.0.1")));

        rb.Render().Masked.ShouldContain("consul['configuration'] = { 'server' => true, 'bind_addr' => '10.0.0.1' }");
    }

    [Fact]
    public void Two_roles_that_disagree_are_an_error_that_names_both()
    {
        var rb = new GitlabRb().From("redis").Set("x", "deep", RubyValue.Map(("port", 1)));

        var error = Should.Throw<OperatorException>(() => rb.From("sidekiq").Set("x", "deep", RubyValue.Map(("port", 2))));

        error.Problem.ShouldBe("The roles 'redis' and 'sidekiq' give x['deep']['port'] different values.");
    }

    [Fact]
    public void The_same_value_from_two_roles_is_no_conflict() =>
        Should.NotThrow(() => new GitlabRb().From("a").Set("x", "y", 1).From("b").Set("x", "y", 1));

    [Fact]
    public void What_the_operator_sets_wins()
    {
        var rb = new GitlabRb().From("a").Set("puma", ("worker_processes", 2), ("port", 8080));

        rb.Override(RubyValue.Map(("puma", RubyValue.Map(("worker_processes", 4)))));

        rb.Render().Masked.ShouldContain("puma['worker_processes'] = 4\npuma['port'] = 8080");
    }

    [Fact]
    public void A_secret_is_masked_where_it_is_shown_and_escaped_where_it_is_revealed()
    {
        var text = new GitlabRb().From("a").Set("redis", "password", new Secret("redis_password", "it's")).Render();

        text.Masked.ShouldContain("redis['password'] = '‹redis_password›'");
        text.Reveal().ShouldContain(@"redis['password'] = 'it\'s'");
    }
}
