namespace GitLabHa.Core.Model;

/// <summary>Where an environment's secrets are kept.</summary>
public sealed record SecretStoreSettings
{
    /// <summary>The kind of store.</summary>
    public SecretStoreKind Store { get; init; } = SecretStoreKind.File;

    /// <summary>The age recipients who can read the store (public keys), for <see cref="SecretStoreKind.Age"/>.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>The age identity file (private key) of the operator; <c>~</c> is the home folder.</summary>
    public string? Identity { get; init; }
}

/// <summary>The kinds of secret store.</summary>
public enum SecretStoreKind
{
    /// <summary>A 0600 file on this machine, outside git.</summary>
    File,

    /// <summary>A file encrypted by age, in the environment's folder, to be committed and shared.</summary>
    Age,
}
