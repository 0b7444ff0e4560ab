using System.Collections.Immutable;
using GitLabHa.Core;

namespace GitLabHa.Remote.Secrets;

/// <summary>A store that is one file, of YAML.</summary>
internal sealed class FileSecretStore(ISecretFile file) : ISecretStore
{
    /// <inheritdoc />
    public string Place => file.Path;

    /// <inheritdoc />
    public async Task<ImmutableSortedDictionary<string, VersionedSecret>> ReadAsync(CancellationToken cancellationToken) =>
        SecretYaml.Parse(await file.ReadAsync(cancellationToken).ConfigureAwait(false) ?? "", file.Path);

    /// <inheritdoc />
    public async Task WriteAsync(ImmutableArray<SecretChange> changes, CancellationToken cancellationToken)
    {
        var there = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var replaced = changes.Where(x => (there.GetValueOrDefault(x.Name)?.Version ?? 0) != x.Replaces).Select(x => x.Name).ToArray();
        if (replaced.Length > 0)
            throw new OperatorException(
                $"{string.Join(", ", replaced)}: another run has written the secrets store since this one read it; nothing was written.",
                Place,
                "Rerun the command; it uses what the store has now.");
        var after = there.SetItems(changes.Select(x => KeyValuePair.Create(x.Name, x.Written)));
        await file.WriteAsync(SecretYaml.Write(after), cancellationToken).ConfigureAwait(false);
    }
}
