using System.Text.RegularExpressions;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>Values of the wrong type or form. Secrets are looked at, never shown.</summary>
internal static partial class ValueRules
{
    public static void Check(string path, RubyValue value, List<LintFinding> findings)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        // What goes into an environment or onto a command line is text, whatever it is called.
        if (path.Contains(".env.", StringComparison.Ordinal) || path.Contains(".flags.", StringComparison.Ordinal)) return;
        if ((Type(name, value) ?? Form(path, value)) is { } message) findings.Add(new LintFinding(Severity.Error, path, message));
    }

    private static string? Type(string name, RubyValue value)
    {
        if (IsPort(name))
            return value is RubyInteger { Value: >= 0 and <= 65535 } or RubyNil ? null : $"expected a port (an integer from 0 to 65535), found {Kind(value)}";
        if (name == "enable" || name.EndsWith("_enabled", StringComparison.Ordinal))
            return value is RubyBoolean or RubyNil ? null : $"expected true or false, found {Kind(value)}";
        return IsText(name) && value is not RubyString ? $"expected text, found {Kind(value)}" : null;
    }

    private static bool IsPort(string name) =>
        name is "port" || (name.EndsWith("_port", StringComparison.Ordinal) && !name.Contains("_use_", StringComparison.Ordinal) && name != "so_reuseport");

    private static bool IsText(string name) =>
        name is "bind" or "listen" or "listen_addr" or "listen_address" or "password" or "token" or "host" or "master_ip" or "master_name" or "announce_ip"
        || name.EndsWith("_listen_addr", StringComparison.Ordinal) || name.EndsWith("_listen_address", StringComparison.Ordinal)
        || name.EndsWith("_password", StringComparison.Ordinal) || name.EndsWith("_host", StringComparison.Ordinal);

    private static string? Form(string path, RubyValue value)
    {
        if (value is not RubyString { Text: var text }) return null;
        switch (path)
        {
            case "redis.password" or "redis.master_password" or "gitlab_rails.redis_password":
                return UrlSafe().IsMatch(text.Reveal()) ? null : "it becomes part of a URL: use only letters, digits and - . _ ~";
            // Omnibus writes these into patroni.yaml without quotes.
            case "patroni.password" or "patroni.replication_password":
                return IsPlainYaml(text.Reveal()) ? null : "it stands in YAML without quotes: use letters, digits, - and _, and not only digits";
            case "postgresql.sql_user_password" or "postgresql.sql_replication_password" or "postgresql.pgbouncer_user_password":
            case var _ when PgBouncerPassword().IsMatch(path):
                return Hash().IsMatch(text.Reveal()) ? null : "expected md5(password + user name) in 32 hex digits, without the prefix md5";
            default: return null;
        }
    }

    private static bool IsPlainYaml(string text)
    {
        var scalar = new YamlScalar(default, text, Plain: true);
        return YamlSafe().IsMatch(text) && CoreSchema.TypeOf(scalar) == ScalarType.Text && CoreSchema.Ambiguity(scalar) is null;
    }

    private static string Kind(RubyValue value) => value switch
    {
        RubyString => "text",
        RubyInteger => "an integer",
        RubyFloat => "a float",
        RubyBoolean x => x.Value ? "true" : "false",
        RubyNil => "nil",
        _ => "something else",
    };

    [GeneratedRegex(@"\A[A-Za-z0-9._~-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex UrlSafe();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex YamlSafe();

    [GeneratedRegex(@"\Apgbouncer\.(?:users|databases)\.[^.]+\.password\z", RegexOptions.CultureInvariant)]
    private static partial Regex PgBouncerPassword();

    [GeneratedRegex(@"\A(?:[0-9a-f]{32}|SCRAM-SHA-256\$.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
