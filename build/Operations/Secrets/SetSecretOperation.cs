using System.Collections.Immutable;
using GitLabHa.Core.Secrets;
using GitLabHa.Operations.Interaction;
using Serilog;

namespace GitLabHa.Operations.Secrets;

/// <summary>Puts a secret that only the operator knows into the store.</summary>
/// <param name="session">The run.</param>
/// <param name="secret">The name that settings give it.</param>
public sealed class SetSecretOperation(Session session, string secret) : IOperation
{
    /// <inheritdoc />
    public string Name => "SetSecret";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        // Before the value is asked for.
        new("check the name", _ => CheckAsync()),
        new("read the value and keep it", KeepAsync),
    ];

    private async Task CheckAsync()
    {
        // The names that settings refer to are known when the nodes are composed.
        _ = (await session.UnlintedAsync()).Fresh;
        (await session.SecretsAsync()).RefuseName(secret, session.Environment.Name);
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var secrets = await session.SecretsAsync();
        var value = await SecretInput.ReadAsync(secret, cancellationToken);
        secrets.Take([new Secret(secret, value)]);
        await secrets.SaveAsync(cancellationToken);
        Log.Information("{Name} is in {Place}; Deploy brings it to the nodes", secret, secrets.Place);
    }
}
