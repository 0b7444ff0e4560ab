using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Operations.Backups;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Rehearsing;
using Serilog;

namespace GitLabHa.Operations.Rehearsing;

/// <summary>Restores a backup into a fresh lab and compares it with its source.</summary>
/// <param name="session">The run on the environment that the backup is of.</param>
/// <param name="places">Where backups are.</param>
/// <param name="labs">Makes the lab.</param>
/// <param name="name">The backup; null: the newest one.</param>
/// <param name="like">The lab that the fresh one is made like.</param>
public sealed class RestoreDrillOperation(Session session, BackupPlaces places, ScratchLabs labs, string? name, string like) : IOperation
{
    private readonly Found<BackupManifest> _manifest = new();
    private readonly Found<ScratchLab> _lab = new();
    private readonly Found<RestoreDrillResult> _result = new();
    private TimeSpan _deploying;
    private TimeSpan _restoring;

    /// <inheritdoc />
    public string Name => "RestoreDrill";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("find the backup", FindAsync),
        new("make the files of a fresh lab", _ => MakeAsync()) { Finally = RemoveAsync },
        new("deploy the lab", async x => _deploying = await _lab.Value.RunAsync(x, "Deploy")),
        new("restore the backup onto the lab", RestoreAsync),
        new("compare the lab with the source", CompareAsync),
        new("judge the backup", _ => JudgeAsync()),
    ];

    /// <summary>What the drill showed.</summary>
    public RestoreDrillResult Result => _result.Value;

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        using var target = places.Open(session.Environment);
        _manifest.Value = await new BackupStore(target).FindAsync(name, cancellationToken);
    }

    private async Task MakeAsync()
    {
        var (version, edition) = (GitLabVersion.Parse(_manifest.Value.Version),
            Enum.Parse<GitLabEdition>(_manifest.Value.Edition, ignoreCase: true));
        _lab.Value = await labs.MakeAsync(session, like, "restore-drill", version, edition, session.Environment);
    }

    private async Task RemoveAsync()
    {
        if (_lab.IsSet) await _lab.Value.DisposeAsync();
    }

    private async Task RestoreAsync(CancellationToken cancellationToken) => _restoring = await _lab.Value.RunAsync(
        cancellationToken, "Restore", "--env", session.Environment.Name, "--onto", _lab.Value.Name, "--backup", _manifest.Value.Id, "--at",
        places.Of(session.Environment).ToString());

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var environment = _lab.Value.Load(session.Roles.Traits);
        await using var connections = _lab.Value.Connect(environment);
        var restored = new SiteReader(new Topology(environment), connections.For);
        var facts = await restored.RestoredAsync(cancellationToken);
        var (source, silence) = await SourceAsync(facts, cancellationToken);
        var newest = facts.Newest(x => source?.Missing.ContainsKey(x) ?? true);
        var probe = newest is null ? null : await restored.ObjectAsync(newest.Repository, newest.Target, cancellationToken);
        if (source is not null && probe is not null)
            source = source with { Probe = await SourceReader.ObjectAsync(newest!.Repository, probe.Id, cancellationToken) };
        _result.Value = new RestoreDrillResult
        {
            Backup = _manifest.Value,
            Lab = _lab.Value.Name,
            Deploying = _deploying,
            Restoring = _restoring,
            Restored = facts,
            Probe = probe,
            Source = source,
            Silence = silence,
        };
    }

    private SiteReader SourceReader => new(session.Topology, session.Connections.For);

    private async Task<(SourceFacts? Facts, string? Silence)> SourceAsync(SiteFacts restored, CancellationToken cancellationToken)
    {
        Log.Information("comparing with {Source}", session.Environment.Name);
        try
        {
            await session.Connections.PinSharedKeysAsync(session.Topology, cancellationToken);
            return (await SourceReader.SourceAsync(restored, cancellationToken), null);
        }
        catch (OperatorException e)
        {
            Log.Warning("{Source} cannot be compared, so only the manifest is: {Why}", session.Environment.Name, e.Problem);
            return (null, e.Problem);
        }
    }

    private Task JudgeAsync()
    {
        session.Reports.Show(Result);
        return Result.Passed ? Task.CompletedTask : throw new OperatorException(
            $"The backup {Result.Backup.Id} did not bring back all that was there.", session.Environment.Name,
            "What is missing is listed above. Make a new backup, and drill that one.");
    }
}
