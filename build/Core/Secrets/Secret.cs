using System.Security.Cryptography;
using System.Text;

namespace GitLabHa.Core.Secrets;

/// <summary>A sealed value: it prints as ‹name› and can be revealed only where it is written to a node.</summary>
public sealed class Secret
{
    private readonly string _value;

    /// <summary>Seals a value under a name that may be shown.</summary>
    public Secret(string name, string value)
    {
        Name = name;
        _value = value;
    }

    /// <summary>The name that stands for the value in plans, logs and reports.</summary>
    public string Name { get; }

    /// <summary>
    /// The form PostgreSQL and PgBouncer settings take: md5(password + user) in hex, without the "md5" prefix.
    /// Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover/
    /// </summary>
    public Secret PostgresMd5(string user) => new($"{Name} md5 for {user}", Md5(_value + user));

    /// <inheritdoc />
    public override string ToString() => $"‹{Name}›";

    internal string Reveal() => _value;

    internal Secret Escaped(Func<string, string> escape) => new(Name, escape(_value));

    // MD5 is what PostgreSQL's md5 authentication and PgBouncer's auth_type define; it is not our choice.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
