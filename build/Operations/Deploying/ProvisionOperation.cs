using System.Collections.Immutable;

namespace GitLabHa.Operations.Deploying;

/// <summary>Makes the machines of an environment.</summary>
public sealed class ProvisionOperation(Session session) : IOperation
{
    /// <inheritdoc />
    public string Name => "Provision";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        // A missing secret or a setting that GitLab refuses is reported before a machine is made.
        new("check the settings and the secrets", _ => session.DesiredAsync()),
        new("make the machines that are missing", MakeAsync) { Changes = true },
    ];

    /// <summary>How many machines were made or started.</summary>
    public int Made { get; private set; }

    private async Task MakeAsync(CancellationToken cancellationToken) =>
        Made = await session.Reports.AskAsync("Provision", () => session.Provider.EnsureAsync(cancellationToken));
}
