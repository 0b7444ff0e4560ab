using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Unit.Secrets;

public sealed class SecretMaskTests
{
    private static readonly Secret Known = new("redis_password", "kPq8zzzT0pS3cr3tValue");
    private static readonly SecretMask Mask = new([Known]);

    // CANARY stands for a secret that we do not know.
    public static TheoryData<string> Forms() =>
    [
        "redis['password'] = 'CANARY'",
        "redis['password'] = \"CANARY\" # comment",
        "gitlab_rails['db_password']='CANARY'",
        "gitlab_rails['object_store']['connection'] = { 'provider' => 'AWS', 'aws_secret_access_key' => 'CANARY' }",
        "praefect['configuration'] = { auth: { token: 'CANARY' } }",
        "{ :password => 'CANARY', 'host' => 'x' }",
        "gitlab_rails['tokens'] = ['CANARY', 'CANARY']",
        "gitlab_rails['tokens'] = [\n  'CANARY',\n  'CANARY',\n]",
        "gitlab_rails['initial_root_password'] = 'a' + 'CANARY'",
        "gitlab_rails['initial_root_password'] = 'a' \\\n  'CANARY'",
        "gitlab_rails['secret_key'] = <<~EOS\n  CANARY\n  CANARY\nEOS\nnext",
        "gitlab_rails['secret_token'] = File.read('CANARY')",
        "gitlab_rails['x_token']['value'] = 'CANARY'",
        "password: 'it''s CANARY'",
        "password: \"a\\\"CANARY\"",
        "password: CANARY",
        "password: a,b CANARY",
        "password: \"unclosed CANARY\nnext: 1",
        "  private_key: |\n    CANARY\n    CANARY\n  other: 1",
        "secrets:\n  one: CANARY\n  two:\n    - CANARY\nother: 1",
        "tokens:\n- CANARY\n- CANARY\nother: 1",
        "{\"password\": \"CANARY\", \"user\": \"x\"}",
        "{\"secret_key_base\":\"CANARY\"}",
        "{\n  \"otp_key_base\" :  \"CANARY\"\n}",
        "{\"keys\": [\"CANARY\", {\"a\": \"CANARY\"}]}",
        "secret = \"CANARY\"",
        "api_token=CANARY",
        "export PGPASSWORD=CANARY",
        "primary_conninfo = 'user=x password=CANARY host=y'",
        "redis://:CANARY@10.0.0.1:6379",
        "postgresql://gitlab:CANARY/with@odd:chars@10.0.0.1/db",
        "https://user:CANARY@example.com/x",
        "https://CANARY@example.com/x",
        "https://CANARY:x-oauth-basic@github.com/x.git",
        "gitlab_rails['sentry_dsn'] = 'https://CANARY@sentry.example.com/42'",
        "https://CANARY:CANARY@sentry.example.com/42",
        "dsn: postgres://CANARY@h/db",
        "db.url = 'postgres://h/db?user=x&password=CANARY&sslmode=require'",
        "https://h/x?private_token=CANARY&y=1",
        "source = 'user:CANARY@tcp(10.0.0.1:3306)/db'",
        "url=:CANARY@10.0.0.1:6379",
        "host=x user=y pwd=CANARY",
        "smtp pass: CANARY",
        "requirepass CANARY",
        "requirepass \"CANARY\"",
        "masterauth CANARY",
        "sentinel auth-pass gitlab-redis CANARY",
        "Authorization: Bearer CANARY",
        "PRIVATE-TOKEN: CANARY",
        "run --db-password CANARY --x",
        "run --token=CANARY",
        "10.0.0.1:6432:*:pgbouncer:CANARY",
        "*:*:*:*:CANARY".Replace("*:*:*:*", "host:5432:*:gitlab"),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY\nCANARY\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nCANARY",
        "\"ca\": \"-----BEGIN PRIVATE KEY-----\\nCANARY\\n-----END PRIVATE KEY-----\\n\"",
        "PASSWORD => CANARY",
        "credentials = { user: 'x', pass: 'CANARY' }",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_value_whose_key_names_a_secret_does_not_survive(string text)
    {
        Mask.Mask(text).ShouldNotContain("CANARY");
        Mask.Mask($"before: 1\n{text}\nafter: 2\n").ShouldNotContain("CANARY");
    }

    [Fact]
    public void Whatever_the_canary_it_survives_in_no_quoted_form() => Prop.ForAll(
        Canaries().ToArbitrary(),
        canary => Quoted(canary).All(x => !Mask.Mask(x).Contains(canary, StringComparison.Ordinal))).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_user_part_of_a_URL_it_survives_nowhere() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements([.. "abcXYZ019-._~!$&()*+,;=%2F:".ToCharArray()]), 12).Select(x => "canary" + new string(x)).ToArbitrary(),
        Gen.Elements(
            "redis://{0}@h:1",
            "rediss://:{0}@h",
            "https://user:{0}@h/x?y=1",
            "x = 'https://{0}@sentry.example.com/42' # why",
            "\"amqp://{0}:{0}@h\"",
            "a https://{0}@h b").ToArbitrary(),
        (canary, form) =>
            !Mask.Mask(form.Replace("{0}", canary, StringComparison.Ordinal)).Contains("canary", StringComparison.Ordinal))
                .QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_known_secret_it_survives_nowhere() => Prop.ForAll(
        Canaries().ToArbitrary(),
        Gen.Elements("x {0} y", "a{0}b", "\n{0}\n", "'{0}'{0}", "redis://:{0}@h", "key: {0}").ToArbitrary(),
        (canary, form) => !new SecretMask([new Secret("c", canary)])
            .Mask(form.Replace("{0}", canary, StringComparison.Ordinal)).Contains(canary, StringComparison.Ordinal))
                .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("redis['password'] = 'kPq8zzzT0pS3cr3tValue'", "redis['password'] = '‹redis_password›'")]
    [InlineData("redis://:kPq8zzzT0pS3cr3tValue@10.0.0.1", "redis://:‹redis_password›@10.0.0.1")]
    [InlineData("said kPq8zzzT0pS3cr3tValue!", "said ‹redis_password›!")]
    [InlineData("10.0.0.1:6432:*:pgbouncer:kPq8zzzT0pS3cr3tValue", "10.0.0.1:6432:*:pgbouncer:‹redis_password›")]
    public void A_known_secret_is_shown_by_its_name(string text, string masked) => Mask.Mask(text).ShouldBe(masked);

    [Fact]
    public void The_md5_form_of_a_known_secret_is_shown_by_its_name()
    {
        var hash = Known.PostgresMd5("gitlab");

        Mask.Mask($"sql_user_password: {hash.Reveal()}").ShouldBe("sql_user_password: ‹redis_password md5 for gitlab›");
    }

    [Theory]
    [InlineData("redis['password'] = 'x'\nredis['port'] = 6379\n", "redis['password'] = '‹masked›'\nredis['port'] = 6379\n")]
    [InlineData("{\"password\": \"x\", \"user\": \"y\"}", "{\"password\": \"‹masked›\", \"user\": \"y\"}")]
    [InlineData("password: x\nuser: y", "password: ‹masked›\nuser: y")]
    [InlineData("tokens:\n  - a\n  - b\nuser: y", "tokens: ‹masked›\nuser: y")]
    public void What_stands_around_a_secret_is_kept(string text, string masked) => Mask.Mask(text).ShouldBe(masked);

    [Theory]
    [InlineData("https://‹sentry_key›@sentry.example.com/42 redis://:‹redis_password›@h")]
    [InlineData("git@gitlab.example.com:group/project.git, ssh to git@10.0.0.1 and http://h/a/b")]
    [InlineData("tcp://10.0.0.1:2305, unix:///run/x.sock, mail to admin@example.com: now")]
    [InlineData("external_url 'http://gitlab.example.com'\nredis['port'] = 6379\n# a comment\n")]
    [InlineData("gitlab_rails['token_enabled'] = true\n")]
    [InlineData("{ \"secret\": null }")]
    [InlineData("server 10.0.0.1:8075 check inter 2s\nbind *:6432\n")]
    [InlineData("run: nginx: (pid 123) 45s; run: log: (pid 99) 45s\n")]
    [InlineData("2025-01-01T10:00:00 up 3:04, load 0.1 0.2")]
    public void What_is_no_secret_is_kept(string text) => Mask.Mask(text).ShouldBe(text);

    [Fact]
    public void Masking_twice_changes_nothing_more()
    {
        foreach (var form in Forms())
        {
            var once = Mask.Mask(form);

            Mask.Mask(once).ShouldBe(once);
        }
    }

    [Fact(Timeout = 10_000)]
    public async Task A_megabyte_of_anything_is_masked_in_linear_time()
    {
        string[] texts = [new('x', 1_000_000), string.Concat(Enumerable.Repeat("key ", 250_000)),
            string.Concat(Enumerable.Repeat("a:1:b:c:", 120_000)), new('[', 1_000_000)];

        await Task.Run(() => texts.Select(Mask.Mask).ToList());
    }

    private static string[] Quoted(string canary)
    {
        var single = canary.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        var twice = canary.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return
        [
            $"redis['password'] = '{single}'",
            $"{{ 'a_token' => '{single}', 'x' => 1 }}",
            $"{{\"secret_key\": \"{twice}\", \"b\": 1}}",
            $"api_token = \"{twice}\"\nx = 1",
            $"password: {canary}",
            $"-----BEGIN EC PRIVATE KEY-----\n{canary}\n-----END EC PRIVATE KEY-----",
        ];
    }

    private static Gen<string> Canaries() =>
        Gen.ArrayOf(Gen.Choose(33, 126).Select(x => (char)x), 12).Select(x => "canary" + new string(x));
}
