namespace GitLabHa.Remote.Secrets;

/// <summary>A value of a secret store.</summary>
/// <param name="Value">The value.</param>
/// <param name="Version">1 for the first value of a name, and one more for each that replaces it.</param>
public sealed record VersionedSecret(string Value, int Version)
{
    /// <summary>Shows no value.</summary>
    public override string ToString() => $"version {Version}";
}
