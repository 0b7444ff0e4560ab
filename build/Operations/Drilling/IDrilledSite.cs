using GitLabHa.Core.Checks;
using GitLabHa.Core.Observing;
using GitLabHa.Remote;

namespace GitLabHa.Operations.Drilling;

/// <summary>A site that is broken on purpose.</summary>
public interface IDrilledSite
{
    /// <summary>The way to the site.</summary>
    Task<SiteAccess> AccessAsync();

    /// <summary>Observes all nodes anew: who leads may have changed.</summary>
    Task<ObservedSite> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Asks everything that Verify asks.</summary>
    Task<IReadOnlyList<CheckOutcome>> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Records that the site is not known to be healthy, before something changes it or breaks it on purpose.</summary>
    Task BeginChangesAsync(CancellationToken cancellationToken);
}
