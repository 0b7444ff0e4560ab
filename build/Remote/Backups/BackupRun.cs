using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Backups;

/// <summary>Makes one restorable whole. The manifest comes last; whatever fails before leaves no backup, and older ones as they were.</summary>
public sealed class BackupRun(BackupParts parts)
{
    private readonly NodeCommands _nodes = new(parts);

    /// <summary>Makes a backup with the database dumped on its leader, given by its address.</summary>
    public async Task<BackupManifest> RunAsync(string leader, CancellationToken cancellationToken)
    {
        var started = parts.Time.GetUtcNow();
        var id = BackupId.Of(started, parts.Topology.Environment);
        try
        {
            return await RunAsync(id, started, leader, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await TidyUpAsync(id).ConfigureAwait(false);
            if (e is IOException or UnauthorizedAccessException) throw new OperatorException(
                $"The backup was not finished: {e.Message}", parts.Target.Place, "Make room there, or bring it back, and run the same command again. Older backups are as they were.");
            throw;
        }
    }

    private async Task<BackupManifest> RunAsync(string id, DateTimeOffset started, string leader, CancellationToken cancellationToken)
    {
        var writer = new PartWriter(parts.Target, id, parts.Age);
        // Small and first: a target that cannot be written to is found out before hours of dumping.
        await SecretsAsync(writer, cancellationToken).ConfigureAwait(false);
        var repositories = await DataAsync(writer, id, leader, cancellationToken).ConfigureAwait(false);
        var manifest = Manifest(id, started, leader, repositories, writer.Parts);
        await RequireCompleteAsync(manifest, cancellationToken).ConfigureAwait(false);
        await using var file = await parts.Target.CreateAsync($"{id}/{BackupManifest.FileName}", cancellationToken).ConfigureAwait(false);
        await file.AppendAsync(Encoding.UTF8.GetBytes(ManifestJson.Write(manifest)), cancellationToken).ConfigureAwait(false);
        await file.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private BackupManifest Manifest(string id, DateTimeOffset started, string leader, int repositories, IEnumerable<BackupPart> written)
    {
        var environment = parts.Topology.Environment;
        return new BackupManifest
        {
            Id = id,
            Environment = environment.Name,
            Version = environment.Version.ToString(),
            Edition = environment.Edition.ToString().ToLowerInvariant(),
            Started = started,
            Finished = parts.Time.GetUtcNow(),
            DatabaseHost = leader,
            Repositories = repositories,
            ServerSide = environment.Backups.ServerSide,
            Buckets = environment.ObjectStorage is { } storage
                ? ObjectStorageSettings.TypesOf(environment.Version).ToImmutableSortedDictionary(x => x, storage.BucketOf)
                : ImmutableSortedDictionary<string, string>.Empty,
            Parts = [.. written],
        };
    }

    private async Task SecretsAsync(PartWriter writer, CancellationToken cancellationToken)
    {
        foreach (var (path, command) in new[] { (BackupPaths.Secrets, BackupCommands.Secrets), (BackupPaths.HostKeys, BackupCommands.HostKeys) })
            Tell(await SecretAsync(writer, path, parts.Rails, command, cancellationToken).ConfigureAwait(false), TimeSpan.Zero);
        // What /etc/gitlab of a node holds follows from the environment and from gitlab-secrets.json, which all nodes share.
        foreach (var node in parts.Topology.PackageNodes.Where(x => !parts.Answers(x)))
            parts.Log($"{node} does not answer: its /etc/gitlab is not part of this backup");
        foreach (var node in parts.Topology.PackageNodes.Where(parts.Answers))
            Tell(await SecretAsync(writer, BackupPaths.Configuration(node.Name), node, BackupCommands.Configuration, cancellationToken).ConfigureAwait(false), TimeSpan.Zero);
    }

    private Task<BackupPart> SecretAsync(PartWriter writer, string path, Node node, Command command, CancellationToken cancellationToken) =>
        writer.WriteSecretAsync(path, node.Name, stream => _nodes.ReadAsync(node, command, stream, cancellationToken), cancellationToken);

    private async Task<int> DataAsync(PartWriter writer, string id, string leader, CancellationToken cancellationToken)
    {
        var repositories = await _nodes.GitLabBackupAsync(parts.Rails, BackupCommands.Create(id, leader, parts.Topology.Environment.Backups.ServerSide), cancellationToken).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        Tell(
            await writer.WriteAsync(BackupPaths.Data, parts.Rails.Name, stream => _nodes.ReadAsync(parts.Rails, BackupCommands.Read(id), stream, cancellationToken), cancellationToken).ConfigureAwait(false),
            watch.Elapsed);
        await _nodes.RunAsync(parts.Rails, BackupCommands.Remove(id), cancellationToken).ConfigureAwait(false);
        return repositories;
    }

    // A share that went away and came back empty takes the later parts without a complaint.
    private async Task RequireCompleteAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var there = await parts.Target.ListAsync(manifest.Id, cancellationToken).ConfigureAwait(false);
        var missing = manifest.Parts.Where(x => there.GetValueOrDefault($"{manifest.Id}/{x.Path}", -1) != x.Bytes).Select(x => x.Path).ToArray();
        if (missing.Length > 0) throw new IOException($"{string.Join(", ", missing)} was written and is not there any more");
    }

    private async Task TidyUpAsync(string id)
    {
        try
        {
            await parts.Connect(parts.Rails).RunAsync(BackupCommands.Remove(id), CancellationToken.None).ConfigureAwait(false);
            await parts.Target.RemoveAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperatorException)
        {
            parts.Log($"what was written of {id} could not be removed: {e.Message}");
        }
    }

    private void Tell(BackupPart part, TimeSpan time) => parts.Log(time.TotalSeconds < 1
        ? $"{part.Node}: {part.Path} ({BackupSize.Of(part.Bytes)})"
        : $"{part.Node}: {part.Path} ({BackupSize.Of(part.Bytes)}, {BackupSize.Of((long)(part.Bytes / time.TotalSeconds))}/s)");
}
