using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Operations.Interaction;
using GitLabHa.Remote;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Secrets;
using Serilog;

namespace GitLabHa.Operations.Backups;

/// <summary>
/// Restores a backup onto a deployed environment, in GitLab's order: keys, then the database, then repositories. Rails and Sidekiq
/// are down meanwhile, and stay down when it fails.
/// Source: https://docs.gitlab.com/administration/backup_restore/restore_gitlab/
/// </summary>
/// <param name="session">The run on the environment whose data are replaced.</param>
/// <param name="source">The environment that the backup is of.</param>
/// <param name="places">Where backups are.</param>
/// <param name="name">The backup; null: the newest one.</param>
/// <param name="consent">The environment whose data may be replaced, as the operator names it; null where none is named.</param>
public sealed class RestoreOperation(
    Session session, GitLabEnvironment source, BackupPlaces places, string? name, string? consent) : IOperation
{
    // Rails was just started, and the load balancer asks a server some times before it sends anybody there.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    // Praefect listens a moment after its start, and the load balancer asks it some times before it sends Rails there.
    private static readonly TimeSpan StorageDeadline = TimeSpan.FromMinutes(5);

    private readonly Found<IBackupTarget> _target = new();
    private readonly Found<BackupManifest> _manifest = new();
    private readonly Found<SiteAccess> _access = new();
    private readonly Found<ObservedSite> _site = new();
    private readonly Found<Node> _rails = new();
    private bool _keysChanged;

    /// <inheritdoc />
    public string Name => "Restore";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("ask for consent", _ => AskConsentAsync()),
        new("find the backup", FindAsync) { Finally = CloseAsync },
        new("find the nodes", _ => ObserveAsync()),
        new("check that the backup is intact", RequireIntactAsync),
        new("find the PostgreSQL leader", _ => Task.FromResult(_site.Value.PostgresLeader)),
        session.Locks,
        new("record that the site is not verified", session.BeginChangesAsync) { Changes = true },
        new("place the keys of the backup", PlaceKeysAsync) { Changes = true },
        new("reconfigure the nodes", ReconfigureAsync) { Changes = true, IsNeeded = () => _keysChanged },
        new("stop Rails and Sidekiq", StopAsync) { Changes = true },
        new("upload the archive", UploadAsync) { Changes = true },
        new("set the repositories aside", SetRepositoriesAsideAsync) { Changes = true },
        new("wait until Rails reaches Git storage", AwaitStorageAsync) { Changes = true },
        new("restore the database and the repositories", RestoreAsync) { Changes = true },
        new("reconfigure the PostgreSQL leader", ReconfigureLeaderAsync) { Changes = true },
        new("start Rails and Sidekiq", StartAsync) { Changes = true },
        new("verify the site", VerifyAsync),
        new("remove what was set aside", RemoveSetAsideAsync) { Changes = true },
        new("check secrets and runners", DoctorAsync),
    ];

    /// <summary>What was restored.</summary>
    public BackupManifest Manifest => _manifest.Value;

    private Topology Topology => session.Topology;

    private NodeCommands Nodes => new(_access.Value);

    private BackupStore Store => new(_target.Value);

    private Node[] Application => [.. Topology.Nodes.Where(x => x.Has(RoleNames.Rails) || x.Has(RoleNames.Sidekiq))];

    private Node[] Leader => [.. Topology.With(RoleNames.Postgres).Where(x => x.Address == _site.Value.PostgresLeader)];

    private Task AskConsentAsync()
    {
        var environment = session.Environment.Name;
        var problem = $"Restore replaces all data of {environment}.";
        if (session.Provider.IsDisposable || consent == environment || (consent is null && Consent.Typed(environment, problem)))
            return Task.CompletedTask;
        throw new OperatorException(
            problem, consent is null ? "--yes-restore" : $"--yes-restore {consent}",
            $"If that is what you want, add --yes-restore {environment}");
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        _target.Value = places.Open(source);
        _manifest.Value = await Store.FindAsync(name, cancellationToken);
        Manifest.RequireSame(session.Environment);
    }

    private Task CloseAsync()
    {
        if (_target.IsSet) _target.Value.Dispose();
        return Task.CompletedTask;
    }

    private async Task ObserveAsync()
    {
        _access.Value = await session.AccessAsync();
        _site.Value = await session.ObserveAsync();
        _rails.Value = _site.Value.FirstThatRuns(RoleNames.Rails);
        var silent = Topology.PackageNodes.Where(x => !_site.Value.Answers(x)).ToArray();
        if (silent.Length == 0) return;
        throw new OperatorException(
            $"{string.Join(", ", silent.AsEnumerable())} {(silent.Length == 1 ? "does" : "do")} not answer, and every node gets the keys "
                + "of the backup.",
            session.Environment.Name,
            "Start the nodes, or remove them from the environment's files, and rerun the command. Nothing was changed.");
    }

    private Task RequireIntactAsync(CancellationToken cancellationToken) =>
        Store.RequireIntactAsync(Manifest, "Take another one: ./build.sh Backups lists them. Nothing was changed.", cancellationToken);

    private async Task PlaceKeysAsync(CancellationToken cancellationToken) =>
        _keysChanged = await new BackupKeys(_access.Value, Store, Manifest, new Age(source)).PlaceAsync(cancellationToken);

    // The marks are gone, so every stage reconfigures its nodes, in the usual order and with the usual gates.
    private async Task ReconfigureAsync(CancellationToken cancellationToken)
    {
        await session.RefreshAsync(cancellationToken);
        foreach (var stage in Enum.GetValues<Stage>()) await session.ApplyAsync(stage);
        _site.Value = await session.ObserveAsync();
    }

    private Task StopAsync(CancellationToken cancellationToken) =>
        Nodes.RunAsync(Application, BackupCommands.StopApplication, cancellationToken);

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        var part = Manifest.Part(BackupPaths.Data);
        await using var stream = await Store.OpenAsync(Manifest, part, cancellationToken);
        await Nodes.WriteAsync(_rails.Value, BackupCommands.Place(Manifest.Id, part.Sha256), stream, cancellationToken);
        _access.Value.Log($"{_rails.Value}: {part.Path} ({BackupSize.Of(part.Bytes)})");
    }

    private async Task SetRepositoriesAsideAsync(CancellationToken cancellationToken)
    {
        var praefects = Topology.With(RoleNames.Praefect);
        await Nodes.RunAsync(praefects, BackupCommands.StopPraefect, cancellationToken);
        await Nodes.RunAsync(Topology.With(RoleNames.Gitaly), BackupCommands.SetRepositoriesAside, cancellationToken);
        await Nodes.RunAsync(Topology.With(RoleNames.PraefectPostgres), BackupCommands.EmptyPraefectDatabase, cancellationToken);
        await Nodes.RunAsync([.. praefects.Take(1)], BackupCommands.MigratePraefect, cancellationToken);
        await Nodes.RunAsync(praefects, BackupCommands.Start, cancellationToken);
    }

    private Task AwaitStorageAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _site.Value.BeforeRestore(_rails.Value).Select(x => _access.Value.Checks.AwaitAsync(x, StorageDeadline, cancellationToken)));

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var command = BackupCommands.Restore(Manifest.Id, _site.Value.PostgresLeader, Manifest.ServerSide);
        var repositories = await Nodes.GitLabBackupAsync(_rails.Value, command, cancellationToken);
        if (repositories != Manifest.Repositories)
            throw new OperatorException(
                $"{repositories} repositories were restored, and the backup has {Manifest.Repositories}.",
                _rails.Value.Name,
                "Look at what gitlab-backup says on that node, and restore again.");
        await Nodes.RunAsync(_rails.Value, BackupCommands.Remove(Manifest.Id), cancellationToken);
    }

    private async Task ReconfigureLeaderAsync(CancellationToken cancellationToken)
    {
        await Nodes.RunAsync(Leader, BackupCommands.DropLookup, cancellationToken);
        await Nodes.RunAsync(Leader, BackupCommands.Reconfigure, cancellationToken);
    }

    private Task StartAsync(CancellationToken cancellationToken) => Nodes.RunAsync(Application, BackupCommands.Start, cancellationToken);

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await session.RefreshAsync(cancellationToken);
        var outcomes = await session.VerifyAsync(await session.DeploymentAsync(), Settling, cancellationToken);
        if (session.Reports.Show(session.Environment.Name, outcomes, null))
            throw new OperatorException(
                "Not everything is healthy after the restore.",
                session.Environment.Name,
                "Each failed check above says what to do. The repositories from before the restore are beside the restored ones, in "
                    + "+gitlab-ha-before-restore.");
    }

    private Task RemoveSetAsideAsync(CancellationToken cancellationToken) =>
        Nodes.RunAsync(Topology.With(RoleNames.Gitaly), BackupCommands.RemoveSetAside, cancellationToken);

    private async Task DoctorAsync(CancellationToken cancellationToken)
    {
        var lines = (await Nodes.RunAsync(_rails.Value, BackupCommands.Doctor, cancellationToken)).Split('\n');
        string After(string mark) => lines.Where(x => x.Contains(mark, StringComparison.Ordinal))
            .Select(x => x[(x.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Trim()).LastOrDefault() ?? "unknown";
        Log.Information("gitlab:doctor:secrets: {Secrets}", After("Total: "));
        Log.Information("{Runners} runners keep their tokens, because gitlab-secrets.json came with the backup", After("runners: "));
        if (source.ExternalUrl != session.Environment.ExternalUrl)
            Log.Warning(
                "runners look for {Old}: change url in their config.toml to {New}", source.ExternalUrl, session.Environment.ExternalUrl);
    }
}
