using System.Collections.Immutable;

namespace GitLabHa.Remote.Secrets;

/// <summary>
/// Where the secrets of an environment are kept: named values, each with a version, as parameter stores and vaults have them.
/// What it cannot do fails as an <see cref="Core.OperatorException"/> that quotes no value.
/// </summary>
public interface ISecretStore
{
    /// <summary>Where it is, for messages.</summary>
    string Place { get; }

    /// <summary>All values by name; empty when there is no store yet.</summary>
    Task<ImmutableSortedDictionary<string, VersionedSecret>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes values, all or none of them; other names stay as they are. A change names the version that it replaces: where the store
    /// has another one, somebody else wrote it since it was read, and nothing is written.
    /// </summary>
    Task WriteAsync(ImmutableArray<SecretChange> changes, CancellationToken cancellationToken);
}
