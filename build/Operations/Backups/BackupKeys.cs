using System.Formats.Tar;
using System.Text;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Secrets;

namespace GitLabHa.Operations.Backups;

/// <summary>Puts the keys of a backup in the place of those of a site.</summary>
internal sealed class BackupKeys(SiteAccess site, BackupStore store, BackupManifest manifest, Age age)
{
    private const string SecretsFile = "/etc/gitlab/gitlab-secrets.json";

    private readonly NodeCommands _nodes = new(site);

    /// <summary>
    /// Gives all nodes the backup's gitlab-secrets.json, and the Rails nodes its host keys; removes the marks where that is a
    /// change, so that the next run reconfigures. Returns whether it was one.
    /// </summary>
    public async Task<bool> PlaceAsync(CancellationToken cancellationToken)
    {
        var secrets = new Secret(SecretsFile, Encoding.UTF8.GetString(await ReadAsync(BackupPaths.Secrets, cancellationToken)));
        var keys = await ReadAsync(BackupPaths.HostKeys, cancellationToken);
        foreach (var node in site.Topology.With(RoleNames.Rails))
        {
            // First: the next new connection would be refused otherwise.
            await site.Connections.PinAsync(node, PublicKeys(keys), cancellationToken);
            using var stream = new MemoryStream(keys);
            var output = await _nodes.WriteAsync(node, BackupCommands.PlaceHostKeys, stream, cancellationToken);
            site.Log($"{node}: SSH host keys {(output.Trim() == "changed" ? "of the backup" : "are those of the backup already")}");
        }

        var changed = await Task.WhenAll(site.Topology.PackageNodes.Select(x => PlaceSecretsAsync(x, secrets, cancellationToken)));
        site.Log($"gitlab-secrets.json: {changed.Count(x => x)} of {changed.Length} nodes got that of the backup");
        return changed.Any(x => x);
    }

    private async Task<bool> PlaceSecretsAsync(Node node, Secret secrets, CancellationToken cancellationToken)
    {
        var connection = site.Connect(node);
        var there = await connection.ReadSecretAsync(SecretsFile, null, cancellationToken);
        var (wanted, found) = (SecretText.Sealed(secrets), there is null ? null : SecretText.Sealed(there));
        if (found?.Sha256 == wanted.Sha256) return false;
        // Before the file: a run that is cut short in between must reconfigure, too.
        await _nodes.RunAsync(node, BackupCommands.Unmark, cancellationToken);
        await connection.WriteAsync(new DesiredFile { Path = SecretsFile, Content = wanted }, found?.Sha256, cancellationToken);
        return true;
    }

    private async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var part = manifest.Part(path);
        using var clear = new MemoryStream();
        await using var stream = await store.OpenAsync(manifest, part, cancellationToken);
        if (part.Encrypted) await age.DecryptAsync(stream, clear, $"{store.Place}/{manifest.Id}/{part.Path}", cancellationToken);
        else await stream.CopyToAsync(clear, cancellationToken);
        return clear.ToArray();
    }

    private static List<string> PublicKeys(byte[] tar)
    {
        using var reader = new TarReader(new MemoryStream(tar));
        var keys = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith(".pub", StringComparison.Ordinal) || entry.DataStream is null) continue;
            using var text = new StreamReader(entry.DataStream);
            keys.Add(string.Join(' ', text.ReadToEnd().Split(' ').Take(2)).Trim());
        }

        return keys;
    }
}
