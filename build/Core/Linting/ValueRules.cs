using System.Text.RegularExpressions;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>Values of the wrong form. Secrets are checked, never shown.</summary>
internal static partial class ValueRules
{
    /// <summary>Adds what is wrong with a value; <paramref name="prefixed"/>: hashes for PgBouncer have their prefix.</summary>
    public static void Check(string path, RubyValue value, bool prefixed, List<LintFinding> findings)
    {
        if (Form(path, value, prefixed) is { } message) findings.Add(new LintFinding(Severity.Error, path, message));
    }

    private static string? Form(string path, RubyValue value, bool prefixed)
    {
        if (value is not RubyString { Text: var text }) return null;
        switch (path)
        {
            case "redis.password" or "redis.master_password" or "gitlab_rails.redis_password":
                return UrlSafe().IsMatch(text.Reveal()) ? null : "it becomes part of a URL: use only letters, digits and - . _ ~";
            // Omnibus writes these into patroni.yaml without quotes.
            case "patroni.password" or "patroni.replication_password":
                return IsPlainYaml(text.Reveal())
                    ? null
                    : "it is written into YAML without quotes: use letters, digits, - and _, and not only digits";
            case "postgresql.sql_user_password" or "postgresql.sql_replication_password" or "postgresql.pgbouncer_user_password":
            case var _ when PgBouncerPassword().IsMatch(path) && !prefixed:
                return Hash().IsMatch(text.Reveal()) ? null : "expected md5(password + user name) in 32 hex digits, without the prefix md5";
            default: return null;
        }
    }

    private static bool IsPlainYaml(string text)
    {
        var scalar = new YamlScalar(default, text, Plain: true);
        return YamlSafe().IsMatch(text) && CoreSchema.TypeOf(scalar) == ScalarType.Text && CoreSchema.Ambiguity(scalar) is null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._~-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex UrlSafe();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex YamlSafe();

    [GeneratedRegex(@"\Apgbouncer\.(?:users|databases)\.[^.]+\.password\z", RegexOptions.CultureInvariant)]
    private static partial Regex PgBouncerPassword();

    [GeneratedRegex(@"\A(?:[0-9a-f]{32}|SCRAM-SHA-256\$.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
