using System.Formats.Tar;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Remote.Backups;

/// <summary>
/// Restores a backup onto a deployed environment, in GitLab's order: keys, then the database, then repositories.
/// Source: https://docs.gitlab.com/administration/backup_restore/restore_gitlab/
/// </summary>
public sealed class RestoreRun(BackupParts parts, BackupManifest manifest)
{
    private const string SecretsFile = "/etc/gitlab/gitlab-secrets.json";

    private readonly NodeCommands _nodes = new(parts);
    private readonly BackupStore _store = new(parts.Target);

    private Topology Topology => parts.Topology;

    /// <summary>Refuses a backup of which a part is missing or was changed.</summary>
    public async Task RequireIntactAsync(CancellationToken cancellationToken)
    {
        var wrong = await _store.VerifyAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (wrong.Count == 0) return;
        throw new OperatorException(
            $"The backup {manifest.Id} is damaged:{string.Concat(wrong.Select(x => "\n- " + x))}",
            _store.Place,
            "Take another one: ./build.sh Backups lists them. Nothing was changed.");
    }

    /// <summary>Refuses an environment of which a node does not answer: every node gets the backup's keys.</summary>
    public void RequireAnswers()
    {
        var silent = Topology.PackageNodes.Where(x => !parts.Answers(x)).ToArray();
        if (silent.Length == 0) return;
        throw new OperatorException(
            $"{string.Join(", ", silent.AsEnumerable())} {(silent.Length == 1 ? "does" : "do")} not answer, and every node gets the keys of the backup.",
            Topology.Environment.Name,
            "Start the nodes, or remove them from the environment's files, and run the same command again. Nothing was changed.");
    }

    /// <summary>
    /// Gives all nodes the backup's gitlab-secrets.json, and the Rails nodes its host keys; takes the marks away where that is
    /// a change, so that the next run reconfigures. Returns whether it was one.
    /// </summary>
    public async Task<bool> PlaceKeysAsync(CancellationToken cancellationToken)
    {
        var secrets = new Secret(SecretsFile, Encoding.UTF8.GetString(await ReadSecretAsync(BackupPaths.Secrets, cancellationToken).ConfigureAwait(false)));
        var keys = await ReadSecretAsync(BackupPaths.HostKeys, cancellationToken).ConfigureAwait(false);
        foreach (var node in Topology.With(RoleNames.Rails))
        {
            // First: the next new connection would be refused otherwise.
            await parts.Pin(node, PublicKeys(keys), cancellationToken).ConfigureAwait(false);
            using var stream = new MemoryStream(keys);
            var said = await _nodes.WriteAsync(node, BackupCommands.PlaceHostKeys, stream, cancellationToken).ConfigureAwait(false);
            parts.Log($"{node}: SSH host keys {(said.Trim() == "changed" ? "of the backup" : "are those of the backup already")}");
        }

        var changed = await Task.WhenAll(Topology.PackageNodes.Select(x => PlaceSecretsAsync(x, secrets, cancellationToken))).ConfigureAwait(false);
        parts.Log($"gitlab-secrets.json: {changed.Count(x => x)} of {changed.Length} nodes got that of the backup");
        return changed.Any(x => x);
    }

    /// <summary>Restores the database and the repositories. Rails and Sidekiq are down meanwhile, and stay down when it fails.</summary>
    public async Task RestoreAsync(string leader, CancellationToken cancellationToken)
    {
        var application = Topology.Nodes.Where(x => x.Has(RoleNames.Rails) || x.Has(RoleNames.Sidekiq)).ToArray();
        await _nodes.RunAsync(application, BackupCommands.StopApplication, cancellationToken).ConfigureAwait(false);
        await UploadAsync(cancellationToken).ConfigureAwait(false);
        await CleanRepositoriesAsync(cancellationToken).ConfigureAwait(false);
        var repositories = await _nodes.GitLabBackupAsync(parts.Rails, BackupCommands.Restore(manifest.Id, leader, manifest.ServerSide), cancellationToken).ConfigureAwait(false);
        if (repositories != manifest.Repositories)
            throw new OperatorException($"{repositories} repositories were restored, and the backup has {manifest.Repositories}.", parts.Rails.Name, "Look at what gitlab-backup says on that node, and restore again.");
        await _nodes.RunAsync(parts.Rails, BackupCommands.Remove(manifest.Id), cancellationToken).ConfigureAwait(false);
        var postgres = Topology.With(RoleNames.Postgres);
        await _nodes.RunAsync([.. postgres.Where(x => x.Address == leader)], BackupCommands.DropLookup, cancellationToken).ConfigureAwait(false);
        await _nodes.RunAsync([.. postgres.Where(x => x.Address == leader)], BackupCommands.Reconfigure, cancellationToken).ConfigureAwait(false);
        await _nodes.RunAsync(application, BackupCommands.Start, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what the restore set aside; to be called when everything is healthy.</summary>
    public Task RemoveSetAsideAsync(CancellationToken cancellationToken) =>
        _nodes.RunAsync(Topology.With(RoleNames.Gitaly), BackupCommands.RemoveSetAside, cancellationToken);

    /// <summary>What GitLab says of values that do not decrypt, and of its runners.</summary>
    public async Task<(string Secrets, string Runners)> DoctorAsync(CancellationToken cancellationToken)
    {
        var lines = (await _nodes.RunAsync(parts.Rails, BackupCommands.Doctor, cancellationToken).ConfigureAwait(false)).Split('\n');
        string After(string mark) => lines.Where(x => x.Contains(mark, StringComparison.Ordinal)).Select(x => x[(x.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Trim()).LastOrDefault() ?? "unknown";
        return (After("Total: "), After("runners: "));
    }

    private async Task<bool> PlaceSecretsAsync(Node node, Secret secrets, CancellationToken cancellationToken)
    {
        var connection = parts.Connect(node);
        var there = await connection.ReadSecretAsync(SecretsFile, null, cancellationToken).ConfigureAwait(false);
        var (wanted, found) = (SecretText.Sealed(secrets), there is null ? null : SecretText.Sealed(there));
        if (found?.Sha256 == wanted.Sha256) return false;
        // Before the file: a run that is cut short in between must reconfigure, too.
        await _nodes.RunAsync(node, BackupCommands.Unmark, cancellationToken).ConfigureAwait(false);
        await connection.WriteAsync(new DesiredFile { Path = SecretsFile, Content = wanted }, found?.Sha256, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task CleanRepositoriesAsync(CancellationToken cancellationToken)
    {
        var praefects = Topology.With(RoleNames.Praefect);
        await _nodes.RunAsync(praefects, BackupCommands.StopPraefect, cancellationToken).ConfigureAwait(false);
        await _nodes.RunAsync(Topology.With(RoleNames.Gitaly), BackupCommands.SetRepositoriesAside, cancellationToken).ConfigureAwait(false);
        await _nodes.RunAsync(Topology.With(RoleNames.PraefectPostgres), BackupCommands.EmptyPraefectDatabase, cancellationToken).ConfigureAwait(false);
        await _nodes.RunAsync([.. praefects.Take(1)], BackupCommands.MigratePraefect, cancellationToken).ConfigureAwait(false);
        await _nodes.RunAsync(praefects, BackupCommands.Start, cancellationToken).ConfigureAwait(false);
    }

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        var part = manifest.Part(BackupPaths.Data);
        await using var stream = await _store.OpenAsync(manifest, part, cancellationToken).ConfigureAwait(false);
        await _nodes.WriteAsync(parts.Rails, BackupCommands.Place(manifest.Id, part.Sha256), stream, cancellationToken).ConfigureAwait(false);
        parts.Log($"{parts.Rails}: {part.Path} ({BackupSize.Of(part.Bytes)})");
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

    private async Task<byte[]> ReadSecretAsync(string path, CancellationToken cancellationToken)
    {
        var part = manifest.Part(path);
        using var clear = new MemoryStream();
        await using var stream = await _store.OpenAsync(manifest, part, cancellationToken).ConfigureAwait(false);
        if (part.Encrypted) await parts.Age.DecryptAsync(stream, clear, $"{_store.Place}/{manifest.Id}/{part.Path}", cancellationToken).ConfigureAwait(false);
        else await stream.CopyToAsync(clear, cancellationToken).ConfigureAwait(false);
        return clear.ToArray();
    }
}
