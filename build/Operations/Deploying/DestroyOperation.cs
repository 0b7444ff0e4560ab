using System.Collections.Immutable;
using GitLabHa.Remote.Locking;

namespace GitLabHa.Operations.Deploying;

/// <summary>Removes the machines of an environment, where the tool made them.</summary>
public sealed class DestroyOperation(Session session) : IOperation
{
    /// <inheritdoc />
    public string Name => "Destroy";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("remove the machines", RemoveAsync) { Changes = true },
        new("close the connections", cancellationToken => session.Connections.CloseAsync(cancellationToken)),
        new("forget the nodes", _ => ForgetAsync()),
    ];

    /// <summary>How many machines were removed.</summary>
    public int Removed { get; private set; }

    private async Task RemoveAsync(CancellationToken cancellationToken) =>
        Removed = await session.Provider.DestroyAsync(cancellationToken);

    private Task ForgetAsync()
    {
        if (Directory.Exists(session.State)) SiteRecordKeeper.Forget(session.State);
        return Task.CompletedTask;
    }
}
