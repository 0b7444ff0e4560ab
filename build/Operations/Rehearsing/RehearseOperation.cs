using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Observing;
using GitLabHa.Remote.Rehearsing;

namespace GitLabHa.Operations.Rehearsing;

/// <summary>
/// Rehearses an upgrade: a lab at the old version, its clients, and the commands that an operator types, one after the other.
/// </summary>
/// <param name="session">The run on the lab that the fresh one is made like.</param>
/// <param name="labs">Makes the lab.</param>
/// <param name="from">The version to come from; null: the one that the environment names.</param>
/// <param name="to">The version to go to, as the operator writes it.</param>
public sealed class RehearseOperation(Session session, ScratchLabs labs, string? from, string to) : IOperation
{
    // What the clients see while nothing happens is what all else is compared with.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    private readonly Found<UpgradeRange> _range = new();
    private readonly Found<ScratchLab> _lab = new();
    private readonly Found<ConnectionFactory> _connections = new();
    private readonly Found<RehearsalClients> _clients = new();
    private readonly Found<RehearsalResult> _result = new();
    private readonly List<RehearsalStage> _stages = [];
    private string? _broken;

    /// <inheritdoc />
    public string Name => "Rehearse";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("find the range of versions", _ => FindRangeAsync()),
        new("make the files of a fresh lab", _ => MakeAsync()) { Finally = () => EndAsync(_lab) },
        new("deploy the lab", x => Lab.RunAsync(x, "Deploy")),
        new("connect to the lab", _ => ConnectAsync()) { Finally = () => EndAsync(_connections) },
        new("start the clients", StartClientsAsync) { Finally = () => EndAsync(_clients) },
        new("upgrade the lab, hop by hop", UpgradeAsync),
        new("end the clients", EndClientsAsync),
        new("judge the rehearsal", _ => JudgeAsync()),
    ];

    /// <summary>What the rehearsal showed.</summary>
    public RehearsalResult Result => _result.Value;

    private ScratchLab Lab => _lab.Value;

    private GitLabEnvironment Environment => Lab.Load(session.Roles.Traits);

    private string Backups => Path.Combine(Lab.Root, "backups");

    private Task FindRangeAsync()
    {
        _range.Value = UpgradeRange.Of(VersionTable.Known, session.Environment.Version, from, to);
        return Task.CompletedTask;
    }

    private async Task MakeAsync() =>
        _lab.Value = await labs.MakeAsync(session, session.Environment.Name, "rehearsal", _range.Value.From, null);

    private Task ConnectAsync()
    {
        _connections.Value = Lab.Connect(Environment);
        return Task.CompletedTask;
    }

    private async Task StartClientsAsync(CancellationToken cancellationToken)
    {
        var environment = Environment;
        var secrets = await Lab.SecretsAsync(environment, cancellationToken);
        var access = new SiteAccess
        {
            Site = new DesiredSite(new Topology(environment), session.Roles, secrets),
            Connections = _connections.Value,
            Mask = new SecretMask(secrets.Known),
            Events = session.Reports.Events,
            Log = _ => { },
        };
        _clients.Value = await RehearsalClients.StartAsync(access, cancellationToken);
    }

    // What breaks it off is kept, so that what the clients saw until then is reported, too.
    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StageAsync("at rest", () => Task.Delay(Rest, cancellationToken));
            for (var version = _range.Value.From; IsBelowTarget(version);) version = await HopAsync(version, cancellationToken);
            await BackUpAsync(cancellationToken);
            await StageAsync("RestoreDrill", () => Lab.RunAsync(cancellationToken, "RestoreDrill", "--onto", Lab.Name, "--at", Backups));
        }
        catch (OperatorException e)
        {
            _broken = e.Problem;
        }
    }

    private bool IsBelowTarget(GitLabVersion version) =>
        version < _range.Value.To && !(to == _range.Value.To.MinorText && version.IsOf(_range.Value.To));

    // Upgrade wants a backup of the version that runs.
    private async Task<GitLabVersion> HopAsync(GitLabVersion before, CancellationToken cancellationToken)
    {
        await BackUpAsync(cancellationToken);
        if (await NeedsPostgresAsync(before, cancellationToken))
            await StageAsync(
                "UpgradePostgres", () => Lab.RunAsync(cancellationToken, "UpgradePostgres", "--with-downtime", "--at", Backups));
        await StageAsync(
            $"Upgrade of {before}",
            () => Lab.RunAsync(cancellationToken, "Upgrade", "--to", to, "--zero-downtime", "--one-hop", "--at", Backups));
        var after = Environment.Version;
        _stages[^1] = _stages[^1] with { Name = $"{before} → {after}" };
        return after > before
            ? after
            : throw new OperatorException($"Upgrade came no further than {after}.", Lab.Name, "Its output is above.");
    }

    // Not before the hop that demands it: it is the one command of an upgrade that the site is down for.
    private async Task<bool> NeedsPostgresAsync(GitLabVersion before, CancellationToken cancellationToken)
    {
        var topology = new Topology(Environment);
        var range = UpgradeRange.Of(VersionTable.Known, before, null, to);
        var next = UpgradePath.Find(VersionTable.Known, topology, range, zeroDowntime: true).Hops[0];
        return (await new UpgradeSurvey(topology, _connections.Value.For).PostgresMajorsAsync(cancellationToken))
            .Values.Any(next.IsTooNewFor);
    }

    private Task BackUpAsync(CancellationToken cancellationToken) =>
        StageAsync("Backup", () => Lab.RunAsync(cancellationToken, "Backup", "--at", Backups));

    private async Task StageAsync(string name, Func<Task> run)
    {
        var begun = TimeProvider.System.GetUtcNow();
        try
        {
            await run();
        }
        finally
        {
            _stages.Add(new RehearsalStage(name, begun, TimeProvider.System.GetUtcNow()));
        }
    }

    private async Task EndClientsAsync(CancellationToken cancellationToken) => _result.Value = new RehearsalResult
    {
        Environment = session.Environment.Name,
        From = _range.Value.From,
        To = Environment.Version,
        Stages = [.. _stages],
        Clients = await _clients.Value.EndAsync(cancellationToken),
        Broken = _broken,
    };

    private Task JudgeAsync()
    {
        session.Reports.Show(Result);
        return Result.Passed ? Task.CompletedTask : throw new OperatorException(
            "The rehearsal did not pass.", session.Environment.Name, "What failed is listed above.");
    }

    private static async Task EndAsync<T>(Found<T> found)
        where T : IAsyncDisposable
    {
        if (found.IsSet) await found.Value.DisposeAsync();
    }
}
