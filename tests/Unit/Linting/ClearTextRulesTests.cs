using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Unit.Linting;

/// <summary>Secrets that the settings hold in clear text.</summary>
public sealed class ClearTextRulesTests
{
    [Theory]
    [InlineData("smtp_password", "canary")]
    [InlineData("registry_notifications_token", "canary")]
    [InlineData("incoming_email_password", "canary")]
    [InlineData("db_encrypted_settings_key_base", null)]
    [InlineData("otp_key", "canary")]
    [InlineData("sentry_dsn", "https://canarycanarycanary@sentry.example.com/1")]
    [InlineData("redis_cache_instance", "redis://:canary@10.0.0.1:6379")]
    [InlineData("smtp_address", null)]
    public void Are_warned_of_by_name_and_never_shown(string key, string? value)
    {
        var found = Found(key, value ?? "mail.example.com");

        if (value is null) found.ShouldBeEmpty();
        else found.ShouldBe(
            [$"warning: gitlab_rails.{key}: a secret in clear text, which stays in git's history: write !secret {key}, then run "
                + $"./build.sh SetSecret --name {key}"]);
    }

    [Theory]
    [InlineData("ssl_certificate_key", "/etc/gitlab/ssl/key.pem")]
    [InlineData("public_key", "ssh-ed25519 AAAA")]
    [InlineData("gravatar_ssl_url", "https://secure.gravatar.com/avatar/%{hash}")]
    [InlineData("smtp_password", "")]
    [InlineData("redis_cache_instance", "redis://10.0.0.1:6379")]
    public void Are_not_suspected_everywhere(string key, string value) => Found(key, value).ShouldBeEmpty();

    [Fact]
    public void Are_no_longer_found_when_they_come_from_the_store() =>
        Found("smtp_password", new Secret("smtp_password", "canary")).ShouldBeEmpty();

    private static IEnumerable<string> Found(string key, RubyValue value) => GitlabRbLinter
        .Lint(new GitlabRb().Override(RubyValue.Map(("gitlab_rails", RubyValue.Map((key, value))))), GitLabVersion.Parse("18.2.8"))
        .Select(x => x.ToString()).Where(x => x.Contains("clear text", StringComparison.Ordinal));
}
