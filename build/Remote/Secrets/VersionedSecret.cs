namespace GitLabHa.Remote.Secrets;

/// <summary>A value of a secret store.</summary>
/// <param name="Value">The value.</param>
/// <param name="Version">1 for the first value of a name, and one more for each that replaces it.</param>
public sealed record VersionedSecret(string Value, int Version)
{
    /// <summary>Shows no value.</summary>
    public override string ToString() => $"version {Version}";
}

/// <summary>A value to be written to a secret store.</summary>
/// <param name="Name">The secret.</param>
/// <param name="Value">Its new value.</param>
/// <param name="Replaces">The version that it replaces; 0 where the store has none.</param>
public sealed record SecretChange(string Name, string Value, int Replaces)
{
    /// <summary>The value as the store has it then.</summary>
    public VersionedSecret Written => new(Value, Replaces + 1);

    /// <summary>Shows no value.</summary>
    public override string ToString() => $"{Name}, version {Replaces + 1}";
}
