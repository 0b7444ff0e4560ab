using System.ComponentModel;
using GitLabHa.Operations;
using GitLabHa.Operations.Interaction;
using GitLabHa.Roles;
using Nuke.Common;

/// <summary>The index of this repository: its targets.</summary>
[Description("""
    GitLab HA: deploys and operates a highly available, multi-node GitLab as code.
    Examples:
      ./build.sh Deploy --env lab              the whole topology on this machine, for real
      ./build.sh Preview --env prod            what Deploy would change, as masked diffs
      ./build.sh Deploy --env prod --limit gitaly,rails-1
      ./build.sh Verify --env prod             is it healthy? table, JSON and JUnit under artifacts/
      ./build.sh Drill --env lab --scenario redis-master-killed
    """)]
internal sealed class Build : NukeBuild,
    IEnvironments, IValidate, IRender, IPreview, IUpgradePath, IUpgrade, IUpgradePostgres, IRehearse,
    IDeploy, IProvision, IPrepare,
    IConfigureConsensus, IConfigureDatabase, IConfigurePraefect, IConfigureGitaly, IConfigureLb, IConfigureRails,
    IMigrate, IDecommission, IReplaceNode, IVerify, IDrill,
    IBackup, IBackups, IVerifyBackup, IRestore, IRestoreDrill,
    ISetSecret, IRotateSecret, IRecoverSecrets, IDestroy, IUnlock,
    ILint, ITest, IBench
{
    private readonly Lazy<Sessions> _sessions;

    public Build() => _sessions = new(() => new Sessions(new RunOptions
    {
        Root = RootDirectory,
        Limit = [.. ((IHazEnvironment)this).Limit ?? []],
        Roles = RoleCatalog.Known,
        Control = Interrupt.Control,
        Invocation = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
    }));

    /// <inheritdoc />
    public Sessions Sessions => _sessions.Value;

    public static int Main() => Execute<Build>();

    /// <inheritdoc />
    protected override void OnBuildFinished()
    {
        if (_sessions.IsValueCreated) Sessions.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
