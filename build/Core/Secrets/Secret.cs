using System.Security.Cryptography;
using System.Text;

namespace GitLabHa.Core.Secrets;

/// <summary>A sealed value: it prints as ‹name› and can be revealed only where it is written to a node.</summary>
public sealed class Secret
{
    private const string HashPrefix = "md5";

    private readonly string _value;

    /// <summary>Seals a value under a name that may be shown.</summary>
    public Secret(string name, string value)
    {
        Name = name;
        StoreName = name;
        _value = value;
    }

    /// <summary>The name that is shown instead of the value in plans, logs and reports.</summary>
    public string Name { get; }

    /// <summary>The name of the value in the secrets store; a form that is derived from it has another <see cref="Name"/>.</summary>
    public string StoreName { get; private init; }

    /// <summary>The user whose name is part of the hash, or null when this is the value itself.</summary>
    public string? HashedFor { get; private init; }

    /// <summary>
    /// The form PostgreSQL and PgBouncer settings take: md5(password + user) in hex, without the "md5" prefix. A value that is
    /// such a hash with its prefix stays as it is, as in PostgreSQL: https://www.postgresql.org/docs/current/sql-createrole.html
    /// Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover/
    /// </summary>
    public Secret PostgresMd5(string user) =>
        new($"{Name} md5 for {user}", IsHash(_value) ? _value[HashPrefix.Length..] : Md5(_value + user))
        {
            StoreName = StoreName,
            HashedFor = user
        };

    /// <summary>The value that is kept for a password of which only the hash is known.</summary>
    internal static string OfHash(string hex) => HashPrefix + hex;

    /// <inheritdoc />
    public override string ToString() => $"‹{Name}›";

    internal string Reveal() => _value;

    internal Secret Escaped(Func<string, string> escape) => new(Name, escape(_value)) { StoreName = StoreName, HashedFor = HashedFor };

    private static bool IsHash(string value) =>
        value.Length == HashPrefix.Length + 32 && value.StartsWith(HashPrefix, StringComparison.Ordinal)
            && value[HashPrefix.Length..].All(char.IsAsciiHexDigitLower);

    // MD5 is what PostgreSQL's md5 authentication and PgBouncer's auth_type define; it is not our choice.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
