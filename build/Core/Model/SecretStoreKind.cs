namespace GitLabHa.Core.Model;

/// <summary>The kinds of secret store.</summary>
public enum SecretStoreKind
{
    /// <summary>A 0600 file on this machine, outside git.</summary>
    File,

    /// <summary>A file encrypted by age, in the environment's folder, to be committed and shared.</summary>
    Age,
}
