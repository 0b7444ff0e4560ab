using System.ComponentModel;
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
    IMigrate, IVerify, IDrill,
    IBackup, IBackups, IVerifyBackup, IRestore, IRestoreDrill,
    ISetSecret, IRecoverSecrets, IDestroy, IUnlock,
    ILint, ITest, IBench
{
    public static int Main() => Execute<Build>();

    /// <inheritdoc />
    protected override void OnBuildFinished() => Session.CloseAsync().GetAwaiter().GetResult();
}
