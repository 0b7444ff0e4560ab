using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Recovering;
using GitLabHa.Remote.Observing;

namespace GitLabHa.Remote.Secrets;

/// <summary>Reads secrets that the store lacks back from the nodes that run with them.</summary>
public sealed class SecretRecovery(EnvironmentSecrets store, Observer observer)
{
    /// <summary>Asks all nodes and writes what they agree on to the store; nodes are only read.</summary>
    public async Task<RecoveredSecrets> RunAsync(IReadOnlyList<DesiredNode> nodes, string environment, CancellationToken cancellationToken)
    {
        var observed = await observer.ObserveAsync(nodes, cancellationToken);
        var recovered = RecoveredSecrets.From(
            nodes, observed.ToDictionary(x => x.Node), store.Known.Select(x => x.Name).Except(store.Generated).ToHashSet());
        recovered.RefuseDisagreement();
        var unreachable = observed.Where(x => x.Unreachable is not null).ToArray();
        if (unreachable.Length == observed.Length)
            throw new OperatorException(
                $"No node could be asked: {unreachable[0].Unreachable}", string.Join(", ", unreachable.Select(x => x.Node.Name)),
                $"Bring them back, and rerun the command: ./build.sh RecoverSecrets --env {environment}");
        store.Take(recovered.All.Select(x => x.Value).OfType<Core.Secrets.Secret>());
        await store.SaveAsync(cancellationToken);
        return recovered;
    }
}
