using System.Collections.Immutable;

namespace GitLabHa.Remote.Connections;

/// <summary>A host's public key as known_hosts holds it.</summary>
/// <param name="Type">Such as ssh-ed25519.</param>
/// <param name="Base64">The key.</param>
internal sealed record HostKey(string Type, string Base64)
{
    /// <inheritdoc />
    public override string ToString() => $"{Type} {Base64}";
}

/// <summary>What known_hosts files hold of one host.</summary>
internal sealed record HostPins
{
    /// <summary>The keys it may show.</summary>
    public required ImmutableArray<HostKey> Keys { get; init; }

    /// <summary>The revoked keys: a host that shows one is refused.</summary>
    public required ImmutableArray<HostKey> Revoked { get; init; }

    /// <summary>Whether a @cert-authority line is for it.</summary>
    public bool HasAuthority { get; init; }

    /// <summary>Whether a key of this type can be the right one.</summary>
    public bool HasType(string type) => Keys.Any(x => x.Type == type);

    /// <summary>Why a key is not trusted; null when it is.</summary>
    public SshFailure? Judge(ReadOnlySpan<byte> key)
    {
        var shown = Convert.ToBase64String(key);
        if (Revoked.Any(x => x.Base64 == shown)) return SshFailure.KeyRevoked;
        return Keys.Any(x => x.Base64 == shown) ? null : SshFailure.KeyChanged;
    }
}
