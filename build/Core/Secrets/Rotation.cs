using System.Collections.Immutable;

namespace GitLabHa.Core.Secrets;

/// <summary>
/// Secrets that are being replaced while the site runs, and how far that is. The store has the value in use and the next one until
/// every node has the next one, so that whoever holds the store can go on.
/// </summary>
/// <param name="Phase">How far it is.</param>
/// <param name="Names">The secrets.</param>
public sealed record Rotation(RotationPhase Phase, ImmutableSortedSet<string> Names)
{
    /// <summary>The name under which a store keeps how far a rotation is: no secret.</summary>
    public const string Key = "rotation";

    private const string Suffix = ".next";

    /// <summary>No secret is being replaced.</summary>
    public static Rotation None { get; } = new(RotationPhase.None, []);

    /// <summary>The name under which a store keeps the next value of a secret.</summary>
    public static string NextOf(string name) => name + Suffix;

    /// <summary>The name of a secret, whether its next value or the one in use is named.</summary>
    public static string InUse(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;

    /// <summary>Whether a name of the store is none that a role asks for.</summary>
    public static bool IsOwn(string name) => name == Key || name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>
    /// Reads the store's text; null is no rotation. A text that is not understood is refused: taken for no rotation, it would bring
    /// old values back to nodes that have the next ones.
    /// </summary>
    public static Rotation Read(string? text)
    {
        if (text is null || text == None.ToString()) return None;
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var phase, _, ..] words
            && Enum.GetNames<RotationPhase>().Contains(phase) && Enum.Parse<RotationPhase>(phase) is var known and not RotationPhase.None)
            return new Rotation(known, [.. words[1..]]);
        throw new OperatorException(
            "The secrets store does not say how far a rotation of secrets is.",
            $"the secrets store, {Key}",
            "Restore the store, or use the version of this tool that began the rotation.");
    }

    /// <summary>Whether servers demand the next value of a secret.</summary>
    public bool IsDemanded(string name) => Phase >= RotationPhase.Servers && Names.Contains(name);

    /// <summary>Whether clients send the next value of a secret.</summary>
    public bool IsSent(string name) => Phase >= RotationPhase.Clients && Names.Contains(name);

    /// <summary>Whether servers must also take the value that is not the one they demand.</summary>
    public bool IsLenient(string name) =>
        Phase is RotationPhase.Accept or RotationPhase.Clients or RotationPhase.Servers && Names.Contains(name);

    /// <summary>The text that a store keeps.</summary>
    public override string ToString() => string.Join(' ', Names.Prepend(Phase.ToString()));
}
