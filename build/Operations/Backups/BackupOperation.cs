using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Remote;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Secrets;
using Serilog;

namespace GitLabHa.Operations.Backups;

/// <summary>
/// Makes one restorable whole. The manifest is written last; whatever fails before leaves no backup, and older ones as they were.
/// </summary>
/// <param name="session">The run.</param>
/// <param name="places">Where backups are.</param>
/// <param name="keep">Which backups stay, as the operator writes it; null: as the environment says.</param>
public sealed class BackupOperation(Session session, BackupPlaces places, string? keep) : IOperation
{
    private readonly Found<IBackupTarget> _target = new();
    private readonly Found<SiteAccess> _access = new();
    private readonly Found<ObservedSite> _site = new();
    private readonly Found<Node> _rails = new();
    private readonly Found<PartWriter> _writer = new();
    private readonly Found<BackupManifest> _manifest = new();
    private Retention? _retention;
    private DateTimeOffset _started;
    private string _id = "";
    private int _repositories;

    /// <inheritdoc />
    public string Name => "Backup";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("open the backup location", _ => OpenAsync()) { Finally = CloseAsync },
        new("find the PostgreSQL leader", _ => ObserveAsync()),
        session.Locks,
        // Small and first: a target that cannot be written to is found out before hours of dumping.
        Writes("copy the keys and the settings of the nodes", CopyKeysAsync) with { OnFailure = RemoveAsync },
        Writes("dump the database and the repositories", DumpAsync),
        Writes("write the manifest", WriteManifestAsync),
        new("remove the backups that the retention does not keep", PruneAsync) { Changes = true, IsNeeded = () => _retention is not null },
    ];

    /// <summary>What was made.</summary>
    public BackupManifest Manifest => _manifest.Value;

    private IBackupTarget Target => _target.Value;

    private NodeCommands Nodes => new(_access.Value);

    private Task OpenAsync()
    {
        _retention = keep is null ? session.Environment.Backups.Keep : Retention.Parse(keep)
            ?? throw new OperatorException($"'{keep}' does not say which backups stay.", "--keep", $"Write {Retention.Expected}.");
        _target.Value = places.Open(session.Environment);
        session.Connections.RequireStreams($"Backup of {session.Environment.Name}");
        return Task.CompletedTask;
    }

    private Task CloseAsync()
    {
        if (_target.IsSet) Target.Dispose();
        return Task.CompletedTask;
    }

    private async Task ObserveAsync()
    {
        _site.Value = await session.ObserveAsync();
        _ = _site.Value.PostgresLeader;
        _rails.Value = _site.Value.FirstThatRuns(RoleNames.Rails);
        _access.Value = await session.AccessAsync();
    }

    private Phase Writes(string name, Func<CancellationToken, Task> write) => new(name, async cancellationToken =>
    {
        try
        {
            await write(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"The backup was not finished: {e.Message}", Target.Place,
                "Make room there, or bring it back, and rerun the command. Older backups are as they were.");
        }
    })
    { Changes = true };

    private async Task CopyKeysAsync(CancellationToken cancellationToken)
    {
        _started = _access.Value.Time.GetUtcNow();
        _id = BackupId.Of(_started, session.Environment);
        _writer.Value = new PartWriter(Target, _id, new Age(session.Environment));
        foreach (var (path, command) in new[] { (BackupPaths.Secrets, BackupCommands.Secrets),
            (BackupPaths.HostKeys, BackupCommands.HostKeys) })
            await CopySecretAsync(path, _rails.Value, command, cancellationToken);
        // What /etc/gitlab of a node holds follows from the environment and from gitlab-secrets.json, which all nodes share.
        foreach (var node in session.Topology.PackageNodes.Where(x => !_site.Value.Answers(x)))
            _access.Value.Log($"{node} does not answer: its /etc/gitlab is not part of this backup");
        foreach (var node in session.Topology.PackageNodes.Where(_site.Value.Answers))
            await CopySecretAsync(BackupPaths.Configuration(node.Name), node, BackupCommands.Configuration, cancellationToken);
    }

    private async Task CopySecretAsync(string path, Node node, Command command, CancellationToken cancellationToken) => Report(
        await _writer.Value.WriteSecretAsync(
            path, node.Name, stream => Nodes.ReadAsync(node, command, stream, cancellationToken), cancellationToken), TimeSpan.Zero);

    private async Task DumpAsync(CancellationToken cancellationToken)
    {
        var (rails, leader) = (_rails.Value, _site.Value.PostgresLeader);
        _repositories = await Nodes.GitLabBackupAsync(
            rails, BackupCommands.Create(_id, leader, session.Environment.Backups.ServerSide), cancellationToken);
        var watch = Stopwatch.StartNew();
        var part = await _writer.Value.WriteAsync(
            BackupPaths.Data, rails.Name, stream =>
                Nodes.ReadAsync(rails, BackupCommands.Read(_id), stream, cancellationToken), cancellationToken);
        Report(part, watch.Elapsed);
        await Nodes.RunAsync(rails, BackupCommands.Remove(_id), cancellationToken);
    }

    private async Task WriteManifestAsync(CancellationToken cancellationToken)
    {
        var manifest = ManifestOf(session.Environment);
        await RequireCompleteAsync(manifest, cancellationToken);
        await using var file = await Target.CreateAsync($"{_id}/{BackupManifest.FileName}", cancellationToken);
        await file.AppendAsync(Encoding.UTF8.GetBytes(ManifestJson.Write(manifest)), cancellationToken);
        await file.CompleteAsync(cancellationToken);
        _manifest.Value = manifest;
        Log.Information("{Id} is complete: {Size} in {Place}", manifest.Id, BackupSize.Of(manifest.Bytes), Target.Place);
    }

    private BackupManifest ManifestOf(GitLabEnvironment environment) => new()
    {
        Id = _id,
        Environment = environment.Name,
        Version = environment.Version.ToString(),
        Edition = environment.Edition.ToString().ToLowerInvariant(),
        Started = _started,
        Finished = _access.Value.Time.GetUtcNow(),
        DatabaseHost = _site.Value.PostgresLeader,
        Repositories = _repositories,
        ServerSide = environment.Backups.ServerSide,
        Buckets = environment.ObjectStorage is { } storage
            ? ObjectStorageSettings.TypesOf(environment.Version).ToImmutableSortedDictionary(x => x, storage.BucketOf)
            : ImmutableSortedDictionary<string, string>.Empty,
        Parts = [.. _writer.Value.Parts],
    };

    // A share that went away and came back empty takes the later parts without a complaint.
    private async Task RequireCompleteAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var there = await Target.ListAsync(manifest.Id, cancellationToken);
        var missing = manifest.Parts.Where(x => there.GetValueOrDefault($"{manifest.Id}/{x.Path}", -1) != x.Bytes).Select(x => x.Path)
            .ToArray();
        if (missing.Length > 0) throw new IOException($"{string.Join(", ", missing)} was written and is not there any more");
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await new BackupStore(Target).PruneAsync(_retention!, cancellationToken)) Log.Information("removed {Id}", id);
    }

    // A complete backup stays, whatever fails after it.
    private async Task RemoveAsync()
    {
        if (_manifest.IsSet || _id.Length == 0) return;
        try
        {
            await _access.Value.Connect(_rails.Value).RunAsync(BackupCommands.Remove(_id), CancellationToken.None);
            await Target.RemoveAsync(_id, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperatorException)
        {
            _access.Value.Log($"what was written of {_id} could not be removed: {e.Message}");
        }
    }

    private void Report(BackupPart part, TimeSpan time) => _access.Value.Log(time.TotalSeconds < 1
        ? $"{part.Node}: {part.Path} ({BackupSize.Of(part.Bytes)})"
        : $"{part.Node}: {part.Path} ({BackupSize.Of(part.Bytes)}, {BackupSize.Of((long)(part.Bytes / time.TotalSeconds))}/s)");
}
