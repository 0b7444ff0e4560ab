using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Secrets;
using GitLabHa.Operations.Deploying;
using GitLabHa.Remote.Secrets;
using GitLabHa.Reporting.Verifying;
using Serilog;

namespace GitLabHa.Operations.Secrets;

/// <summary>
/// Replaces secrets of a running site by new ones. Servers take both values first, then clients send the new one, then servers demand
/// it, so that whatever mix of nodes runs meanwhile accepts each other. A run that ended early is resumed by the next one.
/// </summary>
/// <param name="session">The run.</param>
/// <param name="named">The secrets; empty: those of a rotation that is under way.</param>
/// <param name="all">Whether all secrets are replaced that can be.</param>
public sealed class RotateSecretOperation(Session session, ImmutableArray<string> named, bool all) : IOperation
{
    // In gitlab-secrets.json, and not ours: https://docs.gitlab.com/administration/backup_restore/troubleshooting_backup_gitlab/
    private static readonly string[] Forever =
    [
        "db_key_base", "secret_key_base", "otp_key_base", "encrypted_settings_key_base", "openid_connect_signing_key",
        "active_record_encryption_primary_key", "active_record_encryption_deterministic_key",
        "active_record_encryption_key_derivation_salt",
    ];

    private readonly Found<EnvironmentSecrets> _secrets = new();
    private readonly Found<Deployment> _last = new();
    private Rotation _rotation = Rotation.None;

    /// <inheritdoc />
    public string Name => "RotateSecret";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("require all nodes", _ => RequireAllNodes()),
        new("find the secrets", _ => FindAsync()),
        session.Locks,
        new("require a site that is as its files say", RequireUnchangedAsync) { IsNeeded = () => _rotation.Phase == RotationPhase.None },
        Step("let servers take both values", RotationPhase.Accept),
        Step("let clients send the next value", RotationPhase.Clients),
        Step("let servers demand the next value", RotationPhase.Servers),
        Step("let servers take the next value alone", RotationPhase.Close),
        new("find the site healthy", VerifyAsync),
        new("keep the next values as those in use", CloseAsync) { Changes = true },
    ];

    /// <summary>How many secrets were replaced.</summary>
    public int Replaced => _rotation.Names.Count;

    private Phase Step(string title, RotationPhase phase) =>
        new(title, cancellationToken => ApplyAsync(phase, cancellationToken)) { Changes = true, IsNeeded = () => phase >= _rotation.Phase };

    private Task RequireAllNodes()
    {
        session.Selection.RequireEverything("A secret is replaced on all nodes.");
        return Task.CompletedTask;
    }

    private async Task FindAsync()
    {
        _ = (await session.DesiredAsync()).Fresh;
        _secrets.Value = await session.SecretsAsync();
        var (place, known) = (_secrets.Value.Place, _secrets.Value.Replaceable);
        _rotation = _secrets.Value.Rotation;
        if (_rotation.Phase != RotationPhase.None)
        {
            RefuseOther(place);
            Log.Information("A rotation is under way: {Names}, at {Phase}", string.Join(", ", _rotation.Names), _rotation.Phase);
            return;
        }

        foreach (var name in named.Where(x => !known.Contains(x))) throw Refused(name, place, known);
        if (!all && named.IsEmpty)
            throw new OperatorException(
                "No secret is named.", "--secret", $"Add --all, or --secret with some of: {string.Join(", ", known)}");
        _rotation = Rotation.None with { Names = [.. all ? known : named] };
    }

    private void RefuseOther(string place)
    {
        if (all || named.All(_rotation.Names.Contains)) return;
        throw new OperatorException(
            $"A rotation of {string.Join(", ", _rotation.Names)} is under way.",
            place,
            $"Finish it first: ./build.sh RotateSecret --env {session.Environment.Name} --secret {string.Join(',', _rotation.Names)}");
    }

    private OperatorException Refused(string name, string place, IReadOnlyCollection<string> known)
    {
        if (Forever.Contains(name))
            return new OperatorException(
                $"{name} must never change: what is encrypted with it in the database could not be read any more.",
                "/etc/gitlab/gitlab-secrets.json",
                "Leave it, and keep it with the backups: Backup does.");
        if (OperatorSecret.Of(session.Environment).Any(x => x.Name == name))
            return new OperatorException(
                $"{name} is yours: another system demands it.", place,
                $"Replace it there, then in the store, and run ./build.sh Deploy --env {session.Environment.Name}");
        var near = Nearest.To(name, known) is { } nearest ? $"Did you mean {nearest}? " : "";
        return new OperatorException(
            $"The store has no secret {name} that could be replaced.", place, $"{near}There are: {string.Join(", ", known)}");
    }

    private async Task RequireUnchangedAsync(CancellationToken cancellationToken)
    {
        var plan = (await (await session.DeploymentAsync()).ObserveAsync(cancellationToken)).Plan;
        if (!plan.HasChanges && !plan.Unknown.Any()) return;
        session.Reports.ShowOnce(plan);
        throw new OperatorException(
            "The site is not as its files say, and a rotation changes secrets alone.",
            session.Environment.Name,
            $"Run ./build.sh Deploy --env {session.Environment.Name} first.");
    }

    private async Task ApplyAsync(RotationPhase phase, CancellationToken cancellationToken)
    {
        _rotation = _rotation with { Phase = phase };
        // In the store before it is on any node: whoever comes next knows both values.
        await _secrets.Value.RotateAsync(_rotation, cancellationToken);
        var site = new DesiredSite(session.Topology, session.Roles, _secrets.Value);
        var deployment = _last.Value = await session.OpenAsync(site, null);
        var runner = session.Runner(deployment);
        foreach (var stage in Enum.GetValues<Stage>())
            session.Count(await session.Reports.TellAsync(() => deployment.ApplyAsync(stage, runner, session.Control)));
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var outcomes = await session.VerifyAsync(_last.Value, null, cancellationToken);
        session.Reports.Show(session.Environment.Name, outcomes, session.Provider.Limitation);
        if (VerifyReport.Failed(outcomes))
            throw new OperatorException(
                "Every node has the next values, and not everything is healthy.",
                session.Environment.Name,
                "Each failed check above says what to do; then rerun the command.");
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _secrets.Value.CloseRotationAsync(cancellationToken);
        Log.Information("{Count} secrets are replaced: {Names}", Replaced, string.Join(", ", _rotation.Names));
    }
}
