using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Checking;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Locking;
using GitLabHa.Remote.Observing;
using GitLabHa.Remote.Providers;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;
using Nuke.Common.IO;
using Serilog;

/// <summary>One run on one environment: opened once, shared by the targets, and the only place where the parts are put together.</summary>
internal sealed class Session
{
    private static readonly Dictionary<string, Session> Sessions = [];

    // Right after a failover a connection may break once and be made anew.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    // What this run restarted is noticed late: a replica looks for its leader every five seconds, Consul and HAProxy ask every
    // ten and two, and more than once.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(40);

    private readonly AbsolutePath _root;
    private readonly Lazy<Task<SecretStore>> _secrets;
    private readonly Lazy<Task<IReadOnlyList<DesiredNode>>> _desired;
    private readonly Lazy<Task<Deployment>> _deployment;
    private readonly Lazy<EnvironmentLock> _lock;
    private readonly Lazy<VerificationRecord> _verification;

    private Session(IHazEnvironment build, string name)
    {
        _root = build.RootDirectory;
        Environment = EnvironmentLoader.Load(_root / "environments", name, RoleCatalog.Known.Traits);
        Topology = new Topology(Environment);
        Selection = new Selection(Topology, build.Limit ?? []);
        Provider = ProviderFactory.For(Topology, State, x => Log.Information("{Line}", x));
        Connections = new(() => new ConnectionFactory(Environment, State));
        Reports = new Reports(Artifacts);
        _secrets = new(() => SecretStore.LoadAsync(Environment, State, Stop));
        _desired = new(ComposeOnceAsync);
        _deployment = new(() => OpenAsync(Topology, null));
        _lock = new(() => new EnvironmentLock(Keepers, TimeProvider.System));
        _verification = new(() => new VerificationRecord(Keepers, TimeProvider.System));
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

    /// <summary>The connections to the nodes.</summary>
    public Lazy<ConnectionFactory> Connections { get; }

    /// <summary>The environment's lock.</summary>
    public EnvironmentLock Lock => _lock.Value;

    /// <summary>How many nodes this run has changed.</summary>
    public int Changed { get; private set; }

    /// <summary>Where this machine keeps what belongs to the environment and never to git.</summary>
    public AbsolutePath State => _root / ".state" / Environment.Name;

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Stop => Interrupt.Control.Stop;

    private AbsolutePath Artifacts => _root / "artifacts" / Environment.Name;

    /// <summary>The session of this run on an environment.</summary>
    public static Session Of(IHazEnvironment build, string? name)
    {
        if (name is null) throw NoEnvironment(build);
        if (!Sessions.TryGetValue(name, out var session)) Sessions.Add(name, session = new Session(build, name));
        return session;
    }

    /// <summary>
    /// What every node is in a fresh environment; refused when the linter finds an error, or when a secret is missing that only
    /// the operator knows, unless values do not matter.
    /// </summary>
    public async Task<IReadOnlyList<DesiredNode>> ComposeAsync(bool withValues = true)
    {
        var nodes = await _desired.Value;
        if (withValues) (await _secrets.Value).RefuseMissing(Environment);
        return nodes;
    }

    /// <summary>Keeps the secrets that were generated, before they leave this process.</summary>
    public async Task SaveSecretsAsync() => await (await _secrets.Value).SaveAsync(Stop);

    /// <summary>What a run would change now.</summary>
    public async Task<Plan> PlanAsync() => await (await _deployment.Value).PlanAsync(Stop);

    /// <summary>Applies what is to change in a stage; returns how many nodes that were.</summary>
    public async Task<int> ApplyAsync(Stage stage)
    {
        var deployment = await _deployment.Value;
        var plan = await deployment.PlanAsync(Stop);
        Reports.ShowOnce(plan);
        if (plan.ChangesIn(stage).Any())
        {
            await LockAsync();
            await SaveSecretsAsync();
        }

        var runner = await RunnerAsync();
        var changed = plan.ChangesIn(stage).Any()
            ? await Reports.TellAsync(() => deployment.ApplyAsync(stage, runner, Interrupt.Control))
            : await deployment.ApplyAsync(stage, runner, Interrupt.Control);
        Count(changed);
        return changed;
    }

    /// <summary>Takes the environment's lock for the rest of this run.</summary>
    public Task LockAsync() => Lock.AcquireAsync(Invocation, x => Log.Warning("{Lock}", x), Stop);

    /// <summary>Records that the site is not known to be healthy, before something changes it or breaks it on purpose.</summary>
    public Task BeginChangesAsync(CancellationToken cancellationToken) => _verification.Value.OpenAsync(Invocation, cancellationToken);

    /// <summary>Which run, this one or an earlier one, changed the site without a healthy Verify since; null when none did.</summary>
    public string? Unverified => _verification is { IsValueCreated: true, Value.IsOpen: true } ? Invocation
        : _deployment.IsValueCreated && _deployment.Value.IsCompletedSuccessfully ? _deployment.Value.Result.Unverified : null;

    /// <summary>Adds to <see cref="Changed"/>.</summary>
    public void Count(int changed) => Changed += changed;

    /// <summary>Masks the environment's secrets in what nodes print.</summary>
    public async Task<SecretMask> MaskAsync() => new((await _secrets.Value).Known);

    /// <summary>Asks everything that Verify asks.</summary>
    public async Task<IReadOnlyList<CheckOutcome>> VerifyAsync(TimeSpan? settling = null) => await VerifyAsync(await _deployment.Value, settling);

    /// <summary>The same of a deployment of another version.</summary>
    public async Task<IReadOnlyList<CheckOutcome>> VerifyAsync(Deployment deployment, TimeSpan? settling = null)
    {
        // Not planned: what refuses a change, such as a renamed storage, does not keep the checks from being asked.
        await deployment.ObserveAsync(Stop);
        var patience = settling ?? (Changed > 0 ? Settling : Moment);
        var outcomes = await Reports.AskAsync("Verify", () => Checks().SettleAsync(deployment.Checks(), parallel: 48, patience, Stop));
        if (Unverified is not null && Selection.IsEverything && !outcomes.Any(x => x.Failed)) await CloseVerificationAsync();
        return outcomes;
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

    /// <summary>What was found of every node, for reports.</summary>
    public async Task<Deployment> DeploymentAsync() => await _deployment.Value;

    /// <summary>Gives the locks back and prints what made the run as long as it was.</summary>
    public static async Task CloseAsync()
    {
        foreach (var session in Sessions.Values)
        {
            if (session._lock.IsValueCreated) await session.Lock.ReleaseAsync(CancellationToken.None);
            if (session.Changed > 0) session.Reports.ShowCriticalPath();
            if (session.Connections.IsValueCreated) await session.Connections.Value.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<DesiredNode>> ComposeOnceAsync()
    {
        var secrets = await _secrets.Value;
        return Linting.Refuse(Compose(secrets), Topology, Reports.Console);
    }

    private IReadOnlyList<DesiredNode> Compose(SecretStore secrets) =>
        [.. Topology.Nodes.Select(node => RoleCatalog.Known.Compose(new RoleContext { Node = node, Topology = Topology, Secrets = secrets }))];

    /// <summary>Reads secrets that the store lacks back from the nodes; returns how many those were.</summary>
    public async Task<int> RecoverSecretsAsync()
    {
        var secrets = await _secrets.Value;
        await ReachAsync();
        // Not linted: a setting that a version refuses is no reason not to know the passwords.
        var recovered = await new SecretRecovery(secrets, new Observer(Connections.Value.For)).RunAsync(Compose(secrets), Environment.Name, Stop);
        Reports.Show(recovered, secrets.Place);
        return recovered.RefuseLost();
    }

    /// <summary>Puts a secret that only the operator knows into the store; the value is asked for when the name is known to be right.</summary>
    public async Task SetSecretAsync(string name)
    {
        var secrets = await _secrets.Value;
        Compose(secrets);
        secrets.RefuseName(name, Environment.Name);
        var value = await SecretInput.ReadAsync(name, Stop);
        secrets.Take([new Secret(name, value)]);
        await secrets.SaveAsync(Stop);
        Log.Information("{Name} is in {Place}; Deploy brings it to the nodes", name, secrets.Place);
    }

    /// <summary>The environment's secrets.</summary>
    public async Task<SecretStore> SecretsAsync() => await _secrets.Value;

    /// <summary>A deployment of this topology, which may name another version; only an upgrade goes from one to another.</summary>
    public async Task<Deployment> OpenAsync(Topology topology, UpgradeMode? upgrade)
    {
        await ComposeAsync();
        var secrets = await _secrets.Value;
        await ReachAsync();
        var observer = new Observer(Connections.Value.For);
        return new Deployment(new DeploymentParts
        {
            Topology = topology,
            Upgrade = upgrade,
            Secrets = secrets,
            Roles = RoleCatalog.Known,
            Observe = async (nodes, cancellationToken) => await observer.ObserveAsync(nodes, cancellationToken),
            ReadLive = observations => LiveStateReader.Read([.. observations]),
            Mask = (await MaskAsync()).Mask,
            Selected = Selection.Contains,
            Log = x => Serilog.Log.Information("{What}", x),
        });
    }

    private async Task ReachAsync()
    {
        Provider.RequireMachines();
        await Connections.Value.PinSharedKeysAsync(Topology, Stop);
    }

    /// <summary>Asks checks, and waits for them.</summary>
    public CheckRunner Checks() => new(Connections.Value.For, Reports.Events, TimeProvider.System);

    /// <summary>Applies steps.</summary>
    public async Task<StageRunner> RunnerAsync() =>
        new(Connections.Value.For, Checks(), Reports.Events, (await MaskAsync()).Mask, TimeProvider.System, BeginChangesAsync);

    private IReadOnlyCollection<IConnection> Keepers => [.. Environment.Groups.OrderBy(Topology.StageOf).SelectMany(x => x.Nodes).Select(Connections.Value.For)];

    private static string Invocation => string.Join(' ', System.Environment.GetCommandLineArgs().Skip(1));

    private static OperatorException NoEnvironment(IHazEnvironment build) => new(
        "No environment is named.", "--env", $"Add --env with one of: {string.Join(", ", build.EnvironmentNames)}");
}
