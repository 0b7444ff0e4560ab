using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;

namespace GitLabHa.Remote.Backups;

/// <summary>The backups in a target.</summary>
public sealed class BackupStore(IBackupTarget target)
{
    /// <summary>Where they are.</summary>
    public string Place => target.Place;

    /// <summary>All of them, newest first, with why one is none: what never got a manifest, or whose manifest was changed.</summary>
    public async Task<IReadOnlyList<FoundBackup>> ListAsync(CancellationToken cancellationToken)
    {
        var files = await target.ListAsync("", cancellationToken).ConfigureAwait(false);
        var found = new List<FoundBackup>();
        foreach (var id in files.Keys.Select(x => x.Split('/')[0]).Where(x => BackupId.Time(x) is not null).Distinct()
            .OrderByDescending(x => BackupId.Time(x)))
            found.Add(await FoundAsync(id, files, cancellationToken).ConfigureAwait(false));
        return found;
    }

    /// <summary>The backup of that name, or the newest one.</summary>
    public async Task<BackupManifest> FindAsync(string? id, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ConfigureAwait(false);
        var found = id is null ? all.FirstOrDefault(x => x.Manifest is not null) : all.FirstOrDefault(x => x.Id == id);
        if (found?.Manifest is { } manifest) return manifest;
        var good = all.Where(x => x.Manifest is not null).Select(x => x.Id).Take(5).ToArray();
        throw new OperatorException(
            id is null ? "There is no backup." : $"There is no backup {id}{(found is null ? "" : ": " + found.Problem)}.",
            Place,
            good.Length == 0 ? "Make one: ./build.sh Backup --env …" : $"The newest are: {string.Join(", ", good)}");
    }

    /// <summary>Reads every part; returns what is wrong with which. Nothing is restored or decrypted.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var wrong = new List<string>();
        foreach (var part in manifest.Parts)
            if (await WrongAsync(manifest.Id, part, cancellationToken).ConfigureAwait(false) is { } problem)
                wrong.Add($"{part.Path}: {problem}");
        return wrong;
    }

    /// <summary>Refuses a backup of which a part is missing or was changed.</summary>
    public async Task RequireIntactAsync(BackupManifest manifest, string fix, CancellationToken cancellationToken)
    {
        var wrong = await VerifyAsync(manifest, cancellationToken).ConfigureAwait(false);
        if (wrong.Count > 0)
            throw new OperatorException($"The backup {manifest.Id} is damaged:{string.Concat(wrong.Select(x => "\n- " + x))}", Place, fix);
    }

    /// <summary>Opens a part.</summary>
    public Task<Stream> OpenAsync(BackupManifest manifest, BackupPart part, CancellationToken cancellationToken) =>
        target.OpenAsync($"{manifest.Id}/{part.Path}", cancellationToken);

    /// <summary>Removes what the retention does not keep, and what broken runs left behind; returns what is gone.</summary>
    public async Task<IReadOnlyList<string>> PruneAsync(Retention retention, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ConfigureAwait(false);
        var kept = retention.Keep(all.Where(x => x.Manifest is not null).Select(x => BackupId.Time(x.Id)!.Value));
        // One whose manifest cannot be read may still be repaired by hand; only what never had one is removed.
        var gone = all.Where(x => x.Manifest is null ? x.NeverFinished : !kept.Contains(BackupId.Time(x.Id)!.Value)).Select(x => x.Id)
            .ToArray();
        foreach (var id in gone) await target.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        return gone;
    }

    private async Task<FoundBackup> FoundAsync(string id, IReadOnlyDictionary<string, long> files, CancellationToken cancellationToken)
    {
        var path = $"{id}/{BackupManifest.FileName}";
        if (!files.ContainsKey(path)) return new FoundBackup(id, null, "it was never finished") { NeverFinished = true };
        try
        {
            using var reader = new StreamReader(await target.OpenAsync(path, cancellationToken).ConfigureAwait(false), Encoding.UTF8);
            return new FoundBackup(
                id, ManifestJson.Read(await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false), $"{Place}/{path}"), null);
        }
        catch (OperatorException e)
        {
            return new FoundBackup(id, null, e.Problem);
        }
    }

    private async Task<string?> WrongAsync(string id, BackupPart part, CancellationToken cancellationToken)
    {
        try
        {
            using var hash = new HashedWriter(null);
            await using var stream = await target.OpenAsync($"{id}/{part.Path}", cancellationToken).ConfigureAwait(false);
            await stream.CopyToAsync(hash, 256 * 1024, cancellationToken).ConfigureAwait(false);
            return hash.Bytes != part.Bytes ? $"has {hash.Bytes} bytes, should have {part.Bytes}"
                : hash.Sha256 != part.Sha256 ? "its SHA-256 is another one: it was changed" : null;
        }
        catch (IOException e)
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
