using GitLabHa.Operations.Backups;
using Nuke.Common;

/// <summary>Targets that work on an environment's backups.</summary>
internal interface IHazBackups : IHazEnvironment
{
    [Parameter("Where backups are: a folder or s3://BUCKET/PREFIX; default: backups.target of the environment")]
    string? At => TryGetValue(() => At);

    /// <summary>Where backups are.</summary>
    BackupPlaces Places => new(RootDirectory, At);
}
