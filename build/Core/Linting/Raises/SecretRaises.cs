using System.Security.Cryptography;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Secrets in gitlab.rb, which are checked on every node, regardless of its services. No message shows one.</summary>
internal static class SecretRaises
{
    private const string RootPassword = "gitlab_rails.initial_root_password";
    private const string JwtKey = "gitlab_rails.ci_jwt_signing_key";
    private const string OldKey = "gitlab_ci.db_key_base";
    private const string Key = "gitlab_rails.db_key_base";

    public static readonly RaiseRule[] All =
    [
        RaiseRule.When(
            RootPassword,
            x => x.Is(RootPassword) && !(x.Text(RootPassword)?.EnumerateRunes().Count() >= 8),
            "expected text of at least 8 characters"),
        Base64("gitlab_kas.api_secret_key", 32),
        Base64("gitlab_kas.private_api_secret_key", 32),
        Base64("gitlab_kas.websocket_token_secret_key", 72) with { Since = (17, 7) },
        Base64("gitlab_pages.api_secret_key", 32),
        Base64("suggested_reviewers.api_secret_key", 32) with { Until = (18, 8) },
        Base64("gitlab_rails.orbit_secret", 32) with { Since = (19, 2) },
        RaiseRule.When(
            JwtKey,
            x => x.Is(JwtKey) && !IsPrivateRsa(x.Text(JwtKey)),
            "expected a private RSA key in PEM, as `openssl genrsa 4096` writes it") with { Until = (17, 4) },
        RaiseRule.When(
            OldKey,
            x => x.Is(OldKey) && x.Is(Key) && !x[OldKey]!.Equals(x[Key]),
            "it differs from gitlab_rails['db_key_base']: back up both, and write the old one there"),
    ];

    private static RaiseRule Base64(string key, int bytes) => RaiseRule.When(
        key,
        x => x.Is(key) && Length(x.Text(key)) != bytes,
        $"expected {bytes} bytes in base64 on one line, as `openssl rand -base64 -A {bytes}` writes them");

    // Ruby's strict form: one line, padded.
    private static int? Length(string? text)
    {
        if (text is null || text.Any(char.IsWhiteSpace)) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? length : null;
    }

    private static bool IsPrivateRsa(string? pem)
    {
        if (pem is null || !PemEncoding.TryFind(pem, out var fields)) return false;
        if (pem[fields.Label] is not ("RSA PRIVATE KEY" or "PRIVATE KEY")) return false;
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return true;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
