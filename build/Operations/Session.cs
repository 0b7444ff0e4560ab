using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;
using GitLabHa.Operations.Deploying;
using GitLabHa.Operations.Drilling;
using GitLabHa.Remote;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Locking;
using GitLabHa.Remote.Observing;
using GitLabHa.Remote.Providers;
using GitLabHa.Remote.Secrets;
using Serilog;

namespace GitLabHa.Operations;

/// <summary>
/// One run on one environment, and the only place where its parts are put together; each is made when it is needed first.
/// </summary>
public sealed class Session : IDrilledSite, IAsyncDisposable
{
    // Right after a failover a connection may break once and be made anew.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    // What this run restarted is noticed late: a replica looks for its leader every five seconds, Consul and HAProxy ask every
    // ten and two, and more than once.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(40);

    private readonly RunOptions _options;
    private readonly Lazy<IConnections> _connections;
    private readonly Lazy<Task<EnvironmentSecrets>> _secrets;
    private readonly Lazy<Task<DesiredSite>> _site;
    private readonly Lazy<Task<DesiredSite>> _linted;
    private readonly Lazy<Task<Deployment>> _deployment;
    private readonly Lazy<EnvironmentLock> _lock;
    private readonly Lazy<VerificationRecord> _verification;
    private readonly Lazy<SiteRecordKeeper> _record;

    /// <summary>A run on an environment whose machines come from a provider and are reached by connections.</summary>
    internal Session(RunOptions options, GitLabEnvironment environment, IProvider provider, Func<IConnections> connect, Reports reports)
    {
        (_options, Environment, Provider, Reports) = (options, environment, provider, reports);
        Topology = new Topology(environment);
        Selection = new Selection(Topology, options.Limit);
        _connections = new(connect);
        _secrets = new(() => EnvironmentSecrets.LoadAsync(environment, State, Stop));
        _site = new(async () => new DesiredSite(Topology, options.Roles, await _secrets.Value));
        _linted = new(LintAsync);
        _deployment = new(async () => await OpenAsync(await _linted.Value, null));
        _lock = new(() => new EnvironmentLock(Keepers, TimeProvider.System));
        _verification = new(() => new VerificationRecord(Keepers, TimeProvider.System));
        _record = new(() => new SiteRecordKeeper(Keepers, State));
    }

    /// <summary>Opens the environment of a name; nothing is connected yet.</summary>
    public static Session Open(RunOptions options, string name)
    {
        var environment = EnvironmentLoader.Load(options.Environments, name, options.Roles.Traits);
        var state = StateOf(options, name);
        var provider = ProviderFactory.For(new Topology(environment), state, Write);
        return new Session(
            options,
            environment,
            provider,
            () => new ConnectionFactory(environment, state),
            Reports.OnTerminal(Path.Combine(options.Root, "artifacts", name)));
    }

    /// <summary>The environment, validated.</summary>
    public GitLabEnvironment Environment { get; }

    /// <summary>Who has which role.</summary>
    public Topology Topology { get; }

    /// <summary>Where its machines come from.</summary>
    public IProvider Provider { get; }

    /// <summary>The nodes this run works on.</summary>
    public Selection Selection { get; }

    /// <summary>What is printed and kept of this run.</summary>
    public Reports Reports { get; }

    /// <summary>The command line.</summary>
    public RunOptions Options => _options;

    /// <summary>The roles that there are.</summary>
    public RoleSet Roles => _options.Roles;

    /// <summary>The connections to the nodes.</summary>
    public IConnections Connections => _connections.Value;

    /// <summary>The environment's lock.</summary>
    public EnvironmentLock Lock => _lock.Value;

    /// <summary>How many nodes this run has changed.</summary>
    public int Changed { get; private set; }

    /// <summary>Where this machine keeps what belongs to the environment and never to git.</summary>
    public string State => StateOf(_options, Environment.Name);

    /// <summary>How the run is stopped.</summary>
    public RunControl Control => _options.Control;

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Stop => Control.Stop;

    /// <summary>Which run, this one or an earlier one, changed the site without a healthy Verify since; null when none did.</summary>
    public string? Unverified => _verification is { IsValueCreated: true, Value.IsOpen: true } ? _options.Invocation
        : _deployment.IsValueCreated && _deployment.Value.IsCompletedSuccessfully ? _deployment.Value.Result.Unverified : null;

    /// <summary>Runs an operation on the environment.</summary>
    public Task RunAsync(IOperation operation) => PhaseRunner.RunAsync(operation, Stop);

    /// <summary>
    /// What every node is in a fresh environment; refused when the linter finds an error, or when a secret is missing that only
    /// the operator knows, unless values do not matter.
    /// </summary>
    public async Task<DesiredSite> DesiredAsync(bool withValues = true)
    {
        var site = await _linted.Value;
        if (withValues) (await _secrets.Value).RefuseMissing(Environment);
        return site;
    }

    /// <summary>The same without a look at the settings: one that a version refuses is no reason not to know the passwords.</summary>
    public Task<DesiredSite> UnlintedAsync() => _site.Value;

    /// <summary>The environment's secrets.</summary>
    public Task<EnvironmentSecrets> SecretsAsync() => _secrets.Value;

    /// <summary>Keeps the secrets that were generated, before they leave this process.</summary>
    public async Task SaveSecretsAsync() => await (await _secrets.Value).SaveAsync(Stop);

    /// <summary>Masks the environment's secrets in what nodes print.</summary>
    public async Task<SecretMask> MaskAsync() => new((await _secrets.Value).Known);

    /// <inheritdoc />
    public async Task<SiteAccess> AccessAsync() => (await _deployment.Value).Access;

    /// <summary>The deployment of the environment as its files say.</summary>
    public Task<Deployment> DeploymentAsync() => _deployment.Value;

    /// <summary>A deployment of this site, which may be of another version; only an upgrade goes from one to another.</summary>
    public async Task<Deployment> OpenAsync(DesiredSite site, UpgradeMode? upgrade)
    {
        (await _secrets.Value).RefuseMissing(Environment);
        await ReachAsync();
        // Composed first: the mask knows every secret that the nodes of this version have.
        _ = site.Fresh;
        var access = new SiteAccess
        {
            Site = site,
            Connections = Connections,
            Mask = await MaskAsync(),
            Events = Reports.Events,
            Log = Write,
        };
        var record = SiteRecordKeeper.ReadFrom(State);
        var plan = new PlanOptions { Selected = Selection.Contains, Mask = access.Mask, Record = record, Upgrade = upgrade };
        return new Deployment(access, plan, new Observer(Connections.For));
    }

    /// <summary>Applies the steps of a deployment.</summary>
    public StageRunner Runner(Deployment deployment) => new(deployment.Access, BeginChangesAsync);

    /// <summary>Makes sure that the machines can be connected to.</summary>
    public async Task ReachAsync()
    {
        Provider.RequireMachines();
        await Connections.PinSharedKeysAsync(Topology, Stop);
    }

    /// <summary>The site as it was found last; it is observed now when that has not happened yet.</summary>
    public async Task<ObservedSite> ObserveAsync() => await (await _deployment.Value).ObserveAsync(Stop);

    /// <inheritdoc />
    public async Task<ObservedSite> RefreshAsync(CancellationToken cancellationToken) =>
        await (await _deployment.Value).RefreshAsync(cancellationToken);

    /// <summary>Applies what is to change in a stage; returns how many nodes that were.</summary>
    public async Task<int> ApplyAsync(Stage stage)
    {
        var deployment = await _deployment.Value;
        var site = await deployment.ObserveAsync(Stop);
        Reports.ShowOnce(site.Plan);
        var leaves = stage == Stage.Decommission && Selection.IsEverything && site.Departures.Count > 0;
        var changes = leaves || site.Plan.ChangesIn(stage).Any();
        if (changes)
        {
            await deployment.ProveDeparturesAsync(Stop);
            await LockAsync();
            await SaveSecretsAsync();
            await _record.Value.KeepAsync(site.Record, x => x.With(NodesOf(site)), Stop);
        }

        var runner = Runner(deployment);
        Task<int> Apply() => deployment.ApplyAsync(stage, runner, Control);
        var changed = changes ? await Reports.TellAsync(Apply) : await Apply();
        if (leaves)
            await _record.Value.KeepAsync(site.Record, x => new SiteRecord(x.Number + 1, NodesOf(site)), Stop);
        Count(changed);
        return changed;
    }

    /// <summary>Takes the environment's lock for the rest of this run.</summary>
    public Task LockAsync() => Lock.AcquireAsync(_options.Invocation, x => Log.Warning("{Lock}", x), Stop);

    /// <summary>The same as a phase.</summary>
    public Phase Locks => new("lock the environment", _ => LockAsync());

    /// <inheritdoc />
    public Task BeginChangesAsync(CancellationToken cancellationToken) =>
        _verification.Value.OpenAsync(_options.Invocation, cancellationToken);

    /// <summary>Adds to <see cref="Changed"/>.</summary>
    public void Count(int changed) => Changed += changed;

    /// <inheritdoc />
    public async Task<IReadOnlyList<CheckOutcome>> VerifyAsync(CancellationToken cancellationToken) =>
        await VerifyAsync(await _deployment.Value, null, cancellationToken);

    /// <summary>Asks everything that Verify asks of a deployment, which may be of another version.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="settling">How long what is unhealthy may become healthy; null: as long as what this run did may be noticed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<CheckOutcome>> VerifyAsync(
        Deployment deployment, TimeSpan? settling, CancellationToken cancellationToken)
    {
        // Not planned: what refuses a change, such as a renamed storage, does not keep the checks from being asked.
        var site = await deployment.ObserveAsync(cancellationToken);
        var checks = deployment.Access.Checks;
        var patience = settling ?? (Changed > 0 ? Settling : Moment);
        var outcomes = await Reports.AskAsync("Verify", () => checks.SettleAsync(site.Checks(), parallel: 48, patience, cancellationToken));
        if (Unverified is not null && Selection.IsEverything && !outcomes.Any(x => x.Failed)) await CloseVerificationAsync();
        return outcomes;
    }

    /// <summary>Gives the lock back and prints what made the run as long as it was.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lock.IsValueCreated) await Lock.ReleaseAsync(CancellationToken.None);
        if (Changed > 0) Reports.ShowCriticalPath();
        if (_connections.IsValueCreated) await Connections.DisposeAsync();
    }

    // Another run that holds the lock may be about to break what was just found healthy: its own Verify closes the record.
    private async Task CloseVerificationAsync()
    {
        try
        {
            await LockAsync();
        }
        catch (OperatorException held)
        {
            Log.Debug("The record of an unverified run stays: {Why}", held.Problem);
            return;
        }

        await _verification.Value.CloseAsync(Stop);
    }

    private async Task<DesiredSite> LintAsync()
    {
        var site = await _site.Value;
        var findings = SiteLinter.Lint(site.Fresh, Topology);
        Reports.Show(findings);
        var errors = findings.Count(x => x.Finding.Severity == Severity.Error);
        return errors == 0 ? site : throw new OperatorException(
            $"GitLab or this tool would refuse {errors} of the settings, which are listed above.",
            "the settings of the environment and its groups",
            "Correct these settings; nothing has been changed.");
    }

    // Those that --limit leaves out, and that never ran, are not there yet.
    private ImmutableArray<Node> NodesOf(ObservedSite site) =>
        [.. Topology.WithStorages(Topology.Nodes.Where(x => Selection.Contains(x) || site.Observed[x].Runs))];

    private IReadOnlyCollection<IConnection> Keepers =>
        [.. Environment.Groups.OrderBy(Topology.StageOf).SelectMany(x => x.Nodes).Select(Connections.For)];

    private static string StateOf(RunOptions options, string name) => Path.Combine(options.Root, ".state", name);

    private static void Write(string line) => Log.Information("{Line}", line);
}
