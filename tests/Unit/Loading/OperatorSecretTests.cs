using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Loading;

/// <summary>Settings that refer to the secrets store.</summary>
public sealed class OperatorSecretTests : IDisposable
{
    private const string Settings = """
        settings:
          gitlab_rails:
            smtp_password: !secret smtp_password
            ldap_servers:
              main: { bind_dn: cn=x, password: !secret ldap_password }
            omniauth_providers:
              - { name: openid_connect, args: { client_options: { secret: !secret oidc_secret } } }

        """;

    private readonly TemporaryEnvironments _environments = new();

    [Fact]
    public void A_secret_anywhere_in_the_settings_is_sealed_where_it_is_rendered()
    {
        var environment = Load();
        var topology = new Topology(environment);
        var desired = RoleCatalog.Known.Compose(
            new RoleContext { Node = topology.With(RoleNames.Rails)[0], Topology = topology, Secrets = new Sample.Canaries() });

        var text = desired.Files[0].Content;

        text.Masked.ShouldContain("gitlab_rails['smtp_password'] = '‹smtp_password›'");
        text.Masked.ShouldContain("'password' => '‹ldap_password›'");
        text.Masked.ShouldContain("'secret' => '‹oidc_secret›'");
        text.Masked.ShouldContain("smtp_pool_token'] = '‹pool›'");
        text.Masked.ShouldNotContain(Sample.Canaries.Word);
        text.Reveal().ShouldContain($"gitlab_rails['smtp_password'] = '{Sample.Canaries.Word}smtp_password'");
        GitLabHa.Core.Linting.GitlabRbLinter.Lint(desired.GitlabRb!, environment.Version)
            .Where(x => x.Message.Contains("clear text", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_reference_is_known_by_name_key_and_place() =>
        OperatorSecret.Of(Load()).Select(x => $"{x.Place.Exact} {x.Key} {x.Name}").ShouldBe(
        [
            "environments/some/environment.yml:12:5 gitlab_rails.smtp_password smtp_password",
            "environments/some/environment.yml:14:30 gitlab_rails.ldap_servers.main.password ldap_password",
            "environments/some/environment.yml:16:59 gitlab_rails.omniauth_providers.args.client_options.secret oidc_secret",
            "environments/some/web.yml:7:5 gitlab_rails.smtp_pool_token pool",
        ]);

    public void Dispose() => _environments.Dispose();

    private GitLabEnvironment Load()
    {
        var cases = Path.Combine(Repository.Root, "tests", "Unit", "Loading", "cases", "base");
        foreach (var file in Directory.GetFiles(cases, "*.yml"))
            _environments.Write($"some/{Path.GetFileName(file)}", File.ReadAllText(file));
        var main = File.ReadAllText(Path.Combine(cases, "environment.yml")).TrimEnd() + "\n";
        _environments.Write(
            "some/environment.yml",
            string.Concat(Enumerable.Repeat("# so that the lines are known\n", Math.Max(0, 9 - main.Count(x => x == '\n')))) + main
                + Settings);
        _environments.Write(
            "some/web.yml",
            File.ReadAllText(Path.Combine(cases, "web.yml")).TrimEnd()
                + "\nsettings:\n  gitlab_rails:\n    smtp_pool_token: !secret pool\n");
        return _environments.Load("some");
    }
}
