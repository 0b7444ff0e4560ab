using System.Collections.Immutable;
using GitLabHa.Remote.Observing;
using GitLabHa.Remote.Secrets;

namespace GitLabHa.Operations.Secrets;

/// <summary>Reads secrets that the store lacks back from the nodes that run with them; changes no node.</summary>
public sealed class RecoverSecretsOperation(Session session) : IOperation
{
    /// <inheritdoc />
    public string Name => "RecoverSecrets";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("reach the nodes", _ => session.ReachAsync()),
        new("read the secrets back", RecoverAsync),
    ];

    /// <summary>How many secrets were recovered.</summary>
    public int Recovered { get; private set; }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var secrets = await session.SecretsAsync();
        var site = await session.UnlintedAsync();
        var recovery = new SecretRecovery(secrets, new Observer(session.Connections.For));
        var recovered = await recovery.RunAsync(site.Fresh, session.Environment.Name, cancellationToken);
        session.Reports.Show(recovered, secrets.Place);
        Recovered = recovered.RefuseLost();
    }
}
