using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Secrets;

/// <summary>Text that may hold secrets: shown masked, compared by hash, revealed only by a connection's write.</summary>
public sealed class SecretText
{
    private readonly ImmutableArray<object> _parts;
    private string? _sha256;

    private SecretText(ImmutableArray<object> parts) => _parts = parts;

    /// <summary>The text with ‹name› in the place of each secret.</summary>
    public string Masked => string.Concat(_parts);

    /// <summary>SHA-256 of the revealed UTF-8 bytes, lower-case hex.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Reveal())));

    /// <summary>The secrets inside.</summary>
    public IEnumerable<Secret> Secrets => _parts.OfType<Secret>();

    /// <summary>Text without a secret.</summary>
    public static SecretText Plain(string text) => new([text]);

    /// <summary>A text that is one secret.</summary>
    public static SecretText Sealed(Secret secret) => new([secret]);

    /// <summary>Interpolates literals and secrets: <c>SecretText.Of($"requirepass {secret}")</c> keeps the secret sealed.</summary>
    public static SecretText Of(SecretTextHandler handler) => new(handler.Parts.ToImmutable());

    /// <summary>Joins two texts.</summary>
    public static SecretText operator +(SecretText left, SecretText right) => new([.. left._parts, .. right._parts]);

    /// <summary>Plain text is text without a secret.</summary>
    public static implicit operator SecretText(string text) => Plain(text);

    /// <summary>Joins texts.</summary>
    public static SecretText Concat(IEnumerable<SecretText> texts) => new([.. texts.SelectMany(x => x._parts)]);

    /// <summary>Applies an escape to literals and secrets alike; secrets stay sealed.</summary>
    public SecretText Map(Func<string, string> escape) =>
        new([.. _parts.Select(x => x is Secret secret ? (object)secret.Escaped(escape) : escape((string)x))]);

    /// <summary>
    /// The inverse of writing: which values the secrets have in a text that differs in nothing else; null when it differs
    /// elsewhere, too, or when two secrets touch and nothing tells where the first one ends.
    /// </summary>
    public IReadOnlyList<(Secret Secret, Secret Found)>? ValuesIn(string text)
    {
        if (_parts.Zip(_parts.Skip(1)).Any(x => x is (Secret, Secret))) return null;
        var pattern = string.Concat(_parts.Select(x => x is Secret ? "(.+?)" : Regex.Escape((string)x)));
        var match = Regex.Match(text, $@"\A{pattern}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);
        if (!match.Success) return null;
        return [.. Secrets.Zip(match.Groups.Values.Skip(1), (secret, group) => (secret, new Secret(secret.Name, group.Value)))];
    }

    /// <summary>The lines, each with its secrets sealed; the last one is what follows the last line feed.</summary>
    internal IEnumerable<SecretText> Lines()
    {
        var line = ImmutableArray.CreateBuilder<object>();
        foreach (var part in _parts)
        {
            var pieces = part is string text ? text.Split('\n') : [];
            line.Add(part is string ? pieces[0] : part);
            foreach (var piece in pieces.Skip(1))
            {
                yield return new SecretText(line.DrainToImmutable());
                line.Add(piece);
            }
        }

        yield return new SecretText(line.DrainToImmutable());
    }

    /// <summary>Always the masked form.</summary>
    public override string ToString() => Masked;

    internal IEnumerable<object> Parts => _parts;

    internal string Reveal() => string.Concat(_parts.Select(x => x is Secret secret ? secret.Reveal() : (string)x));
}
