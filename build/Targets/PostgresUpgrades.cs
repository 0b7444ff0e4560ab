using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Observing;
using GitLabHa.Roles.MajorUpgrade;
using Serilog;

/// <summary>One run of UpgradePostgres: what is on the nodes, what is against it, and what is left to do.</summary>
internal sealed class PostgresUpgrades(Session session, TimeSpan limit, Func<GitLabVersion, Task<NewestBackup?>> newestBackup)
{
    private const string DefaultDirectory = "/var/opt/gitlab/postgresql";

    private readonly UpgradeSurvey _survey = new(session.Topology, session.Connections.Value.For);

    /// <summary>Goes on from what is on the nodes; returns the major that all of them run.</summary>
    public async Task<int> RunAsync(int? wanted, bool withDowntime)
    {
        var deployment = await session.DeploymentAsync();
        // From the first look on: what is printed must still be so when it begins.
        await session.LockAsync();
        await deployment.PlanAsync(session.Stop);
        InstalledVersions.Of(session.Topology, deployment.Observed);
        var clusters = await LookAsync(deployment);
        var underWay = clusters.Select(x => x.GoesTo).FirstOrDefault(x => x is not null);
        var major = underWay ?? await PreflightAsync(deployment, clusters, wanted);
        if (underWay is not null && withDowntime) clusters = await ContinueAsync(deployment, clusters, major, wanted);
        var phases = (await StepsAsync(deployment, major)).Of(clusters);
        session.Reports.Show(clusters, major, phases);
        if (!withDowntime)
            throw new OperatorException("While the leader's data are upgraded there is no database, and the site is down.", "--with-downtime", "If its users know, add --with-downtime; nothing has been touched.");
        await ApplyAsync(phases);
        await AuditAsync(deployment, major);
        return major;
    }

    private Task<ImmutableArray<DatabaseCluster>> LookAsync(Deployment deployment) =>
        _survey.DatabasesAsync(node => Path.Combine(Setting(deployment, node, "dir") ?? DefaultDirectory, "data"), session.Stop);

    private async Task<int> PreflightAsync(Deployment deployment, ImmutableArray<DatabaseCluster> clusters, int? wanted)
    {
        var version = session.Environment.Version;
        var target = PostgresTarget.Choose(VersionTable.Known, version, clusters, wanted);
        PostgresPreflight.Refuse(new PostgresFacts
        {
            Site = new PreflightFacts
            {
                Topology = session.Topology,
                Hops = [],
                Observed = deployment.Observed,
                Pending = await deployment.PlanAsync(session.Stop),
                Verified = await session.VerifyAsync(deployment),
                BackgroundMigrations = null,
                Backup = await newestBackup(version),
                PostgresMajors = [],
            },
            Clusters = clusters,
            Target = target,
            Pinned = clusters.SelectMany(x => x.Nodes).Select(x => x.Node)
                .Select(x => KeyValuePair.Create(x, Setting(deployment, x, "version"))).Where(x => x.Value is not null)
                .ToImmutableDictionary(x => x.Key, x => x.Value!),
        });
        return target.Major!.Value;
    }

    /// <summary>What still runs is waited for, and what broke off is made whole: only then it is known what is left.</summary>
    private async Task<ImmutableArray<DatabaseCluster>> ContinueAsync(Deployment deployment, ImmutableArray<DatabaseCluster> clusters, int major, int? wanted)
    {
        if (wanted is { } other && other != major)
            throw new OperatorException($"An upgrade to PostgreSQL {major} is under way.", $"--target-version {other}", $"Let it come to its end first: --target-version {major}.");
        Log.Information("An upgrade to PostgreSQL {Major} is under way", major);
        await ApplyAsync([(await StepsAsync(deployment, major)).Await(clusters)]);
        clusters = await LookAsync(deployment);
        await ApplyAsync([(await StepsAsync(deployment, major)).Mend(clusters)]);
        await deployment.RefreshAsync(session.Stop);
        clusters = await LookAsync(deployment);
        PostgresPreflight.RefuseToContinue(clusters, major, session.Environment.Name);
        return clusters;
    }

    private async Task<PostgresSteps> StepsAsync(Deployment deployment, int major)
    {
        await deployment.PlanAsync(session.Stop);
        return new PostgresSteps(session.Topology, await session.SecretsAsync(), deployment.Desired, deployment.Observed, major, limit);
    }

    private async Task ApplyAsync(IReadOnlyCollection<PostgresPhase> phases)
    {
        if (phases.All(x => x.Nodes.IsEmpty)) return;
        await session.SaveSecretsAsync();
        var runner = new PostgresUpgradeRunner(await session.RunnerAsync());
        await session.Reports.TellAsync(async () =>
        {
            await runner.RunAsync(phases.Where(x => !x.Nodes.IsEmpty), Interrupt.Control);
            return true;
        });
        session.Count(phases.SelectMany(x => x.Nodes).Select(x => x.Node).Distinct().Count());
    }

    private async Task AuditAsync(Deployment deployment, int major)
    {
        await deployment.RefreshAsync(session.Stop);
        if (session.Reports.Show(session.Environment.Name, await session.VerifyAsync(deployment), null))
            throw new OperatorException($"All databases are of PostgreSQL {major}, and not everything is healthy.", session.Environment.Name, "What to do stands with each red line above.");
        var nodes = (await LookAsync(deployment)).SelectMany(x => x.Nodes).ToArray();
        foreach (var node in nodes.Where(x => !x.Beside.IsEmpty))
            Log.Information("{Node}: the old data stay in {Beside}; when all is well, remove them there", node.Node, string.Join(", ", node.Beside));
        var old = (await _survey.ClientMajorsAsync(session.Stop)).Where(x => x.Value < major).ToArray();
        if (old.Length > 0)
            Log.Warning(
                "pg_dump of {Nodes} is of PostgreSQL {Old} and cannot dump {Major}: until the package's own is new enough, add postgresql: {{ version: {Major} }} to the settings of their groups, then Deploy",
                string.Join(", ", old.Select(x => x.Key)), old[0].Value, major, major);
    }

    private static string? Setting(Deployment deployment, Node node, string key) =>
        (deployment.Desired.First(x => x.Node == node).GitlabRb?.Sections["postgresql"] as RubyMap)?[key] is { } value ? RubyLiteral.Write(value).Masked.Trim('\'', '"') : null;
}
