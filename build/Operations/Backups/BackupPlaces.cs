using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Backups;
using Serilog;

namespace GitLabHa.Operations.Backups;

/// <summary>Where the backups of environments are: backups.target of the environment, unless --at names another place.</summary>
/// <param name="root">The folder of the repository, which relative paths begin at.</param>
/// <param name="at">The place that --at names, or null.</param>
public sealed class BackupPlaces(string root, string? at)
{
    /// <summary>Where the backups of an environment are; a folder is an absolute path.</summary>
    public BackupPlace Of(GitLabEnvironment environment)
    {
        var place = at is null
            ? environment.Backups.Target ?? throw new OperatorException(
                $"No backup location is configured for {environment.Name}.",
                $"environments/{environment.Name}/environment.yml: backups.target",
                $"Set it, or add --at with {BackupPlace.Expected}.")
            : BackupPlace.Parse(at)
                ?? throw new OperatorException($"'{at}' is no place for backups.", "--at", $"Name {BackupPlace.Expected}.");
        return place.Bucket is null ? place with { Path = Path.Combine(root, Home(place.Path)) } : place;
    }

    /// <summary>The files of the backups of an environment.</summary>
    public IBackupTarget Open(GitLabEnvironment environment)
    {
        var place = Of(environment);
        return place.Bucket is null
            ? new DirectoryTarget(Path.Combine(place.Path, environment.Name))
            : new S3Target(place, environment.Backups, environment.Name);
    }

    /// <summary>The newest complete backup of a version; null, with a warning, when no backup location is configured.</summary>
    public async Task<NewestBackup?> NewestAsync(GitLabEnvironment environment, GitLabVersion version, CancellationToken cancellationToken)
    {
        if (at is null && environment.Backups.Target is null)
        {
            Log.Warning("No backups.target is set and no --at is given, so no backup is looked for: without one there is no way back");
            return null;
        }

        using var target = Open(environment);
        var found = await new BackupStore(target).ListAsync(cancellationToken);
        var finished = found.Where(x => x.Manifest?.Version == version.ToString()).Select(x => x.Manifest!.Finished).ToArray();
        return new NewestBackup(target.Place, finished.Length == 0 ? null : TimeProvider.System.GetUtcNow() - finished.Max());
    }

    private static string Home(string path) => path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;
}
