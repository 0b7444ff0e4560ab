using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Backups;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

internal interface IRestore : IVerifyBackup
{
    // Rails was just started, and the load balancer asks a server some times before it sends anybody there.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    [Parameter("Restore onto this environment instead of the one that the backup is of; RestoreDrill: the lab that a fresh one is made like, default: lab",
        ValueProviderType = typeof(IHazEnvironment), ValueProviderMember = nameof(EnvironmentNames))]
    string? Onto => TryGetValue(() => Onto);

    [Parameter("The name of the environment whose data may be replaced; needed for anything but a lab")]
    string? YesRestore => TryGetValue(() => YesRestore);

    Target Restore => _ => _
        .Description("Replaces database, repositories and keys of a deployed environment by those of a backup, then verifies")
        .Executes(async () =>
        {
            var source = Source;
            var session = Session.Of(this, Onto ?? Env);
            RequireConsent(session);
            using var target = OpenTarget(source);
            var manifest = await new BackupStore(target).FindAsync(BackupName, session.Stop);
            manifest.RequireSame(session.Environment);
            var run = new RestoreRun(await PartsAsync(session, source, target), manifest);
            run.RequireAnswers();
            await run.RequireIntactAsync(session.Stop);
            await LeaderAsync(session);
            await session.LockAsync();
            await session.BeginChangesAsync(session.Stop);
            if (await run.PlaceKeysAsync(session.Stop)) await ReconfigureAsync(session);
            await run.RestoreAsync(await LeaderAsync(session), session.Stop);
            await VerifyAsync(session);
            await run.RemoveSetAsideAsync(session.Stop);
            await TellAsync(run, source, session);
            ReportSummary(_ => _.AddPair("Backup", manifest.Id).AddPair("Repositories", manifest.Repositories));
        });

    private void RequireConsent(Session session)
    {
        var environment = session.Environment;
        var problem = $"Restore replaces all data of {environment.Name}.";
        if (session.Provider.IsDisposable || YesRestore == environment.Name || (YesRestore is null && Consent.Typed(environment.Name, problem))) return;
        throw new OperatorException(
            problem, YesRestore is null ? "--yes-restore" : $"--yes-restore {YesRestore}", $"If that is what you want, add --yes-restore {environment.Name}");
    }

    // The marks are gone, so every stage reconfigures its nodes, in the usual order and with the usual gates.
    private static async Task ReconfigureAsync(Session session)
    {
        await (await session.DeploymentAsync()).RefreshAsync(session.Stop);
        foreach (var stage in Enum.GetValues<Stage>()) await session.ApplyAsync(stage);
    }

    private static async Task VerifyAsync(Session session)
    {
        await (await session.DeploymentAsync()).RefreshAsync(session.Stop);
        if (session.Reports.Show(session.Environment.Name, await session.VerifyAsync(Settling), null))
            throw new OperatorException(
                "Not everything is healthy after the restore.", session.Environment.Name, "What to do stands with each red line above. What was there before lies beside the repositories, in +gitlab-ha-before-restore.");
    }

    private static async Task TellAsync(RestoreRun run, GitLabEnvironment source, Session session)
    {
        var (secrets, runners) = await run.DoctorAsync(session.Stop);
        Log.Information("gitlab:doctor:secrets: {Secrets}", secrets);
        Log.Information("{Runners} runners keep their tokens, because gitlab-secrets.json came with the backup", runners);
        if (source.ExternalUrl != session.Environment.ExternalUrl)
            Log.Warning("runners look for {Old}: change url in their config.toml to {New}", source.ExternalUrl, session.Environment.ExternalUrl);
    }
}
