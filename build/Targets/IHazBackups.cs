using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;
using Nuke.Common;
using Serilog;

/// <summary>Targets that work on an environment's backups.</summary>
internal interface IHazBackups : IHazEnvironment
{
    [Parameter("Where backups lie: a folder or s3://BUCKET/PREFIX; default: backups.target of the environment")]
    string? At => TryGetValue(() => At);

    /// <summary>The files of the backups of --env, which need not be the environment of this run.</summary>
    IBackupTarget OpenTarget(GitLabEnvironment environment)
    {
        var place = PlaceOf(environment);
        return place.Bucket is null
            ? new DirectoryTarget(Path.Combine(place.Path, environment.Name))
            : new S3Target(place, environment.Backups, environment.Name);
    }

    /// <summary>Where the backups of an environment lie; a folder is an absolute path.</summary>
    BackupPlace PlaceOf(GitLabEnvironment environment)
    {
        var place = At is null
            ? environment.Backups.Target ?? throw new OperatorException(
                $"Nobody says where the backups of {environment.Name} lie.", $"environments/{environment.Name}/environment.yml: backups.target", $"Set it, or add --at with {BackupPlace.Expected}.")
            : BackupPlace.Parse(At) ?? throw new OperatorException($"'{At}' is no place for backups.", "--at", $"Name {BackupPlace.Expected}.");
        return place.Bucket is null ? place with { Path = Path.Combine(RootDirectory, Home(place.Path)) } : place;
    }

    /// <summary>The environment that --env names.</summary>
    GitLabEnvironment Source => EnvironmentLoader.Load(RootDirectory / "environments", Env ?? throw new OperatorException(
        "No environment is named.", "--env", $"Add --env with one of: {string.Join(", ", EnvironmentNames)}"), RoleCatalog.Known.Traits);

    /// <summary>What a backup or a restore of this run's environment works with; keys are those of the backups' environment.</summary>
    async Task<BackupParts> PartsAsync(Session session, GitLabEnvironment source, IBackupTarget target)
    {
        var mask = await session.MaskAsync();
        var deployment = await session.DeploymentAsync();
        await deployment.ObserveAsync(session.Stop);
        return new BackupParts
        {
            Topology = session.Topology,
            Rails = deployment.FirstThatRuns(RoleNames.Rails),
            Answers = deployment.Answers,
            Target = target,
            Age = new Age(source),
            Connect = session.Connections.Value.For,
            Pin = session.Connections.Value.PinAsync,
            Mask = mask.Mask,
            Log = line => Serilog.Log.Information("{Line}", line),
            RecordDuration = (node, what, from) => session.Reports.RecordDuration(node.Name, "Backups", what, waits: false, from),
            Time = TimeProvider.System,
        };
    }

    /// <summary>The address of the PostgreSQL leader; without one there is nothing to dump from or to restore into.</summary>
    static async Task<string> LeaderAsync(Session session)
    {
        var deployment = await session.DeploymentAsync();
        await deployment.ObserveAsync(session.Stop);
        return deployment.Live.PostgresLeader ?? throw new OperatorException(
            "Patroni names no PostgreSQL leader.", session.Environment.Name, $"See what is wrong with ./build.sh Verify --env {session.Environment.Name}; an environment that was never deployed needs Deploy first.");
    }

    /// <summary>The newest complete backup of that version; null, with a warning, when nobody says where backups lie.</summary>
    async Task<NewestBackup?> NewestBackupAsync(Session session, GitLabVersion version)
    {
        if (At is null && session.Environment.Backups.Target is null)
        {
            Log.Warning("No backups.target is set and no --at is given, so nobody looks for a backup: there is no way back without one");
            return null;
        }

        using var target = OpenTarget(session.Environment);
        var found = await new BackupStore(target).ListAsync(session.Stop);
        var finished = found.Where(x => x.Manifest?.Version == version.ToString()).Select(x => x.Manifest!.Finished).ToArray();
        return new NewestBackup(target.Place, finished.Length == 0 ? null : TimeProvider.System.GetUtcNow() - finished.Max());
    }

    private static string Home(string path) => path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;
}
