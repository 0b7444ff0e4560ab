using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Upgrading.Postgres;

/// <summary>What the role of a database knows about its upgrade to another major: pure, like all that a role knows.</summary>
public interface IMajorUpgrade
{
    /// <summary>Where the data of a node are.</summary>
    string DirectoryOf(DesiredNode node);

    /// <summary>
    /// The major to go to: the wanted one, or the newest that the installed GitLab can go to. Everything that is against it is
    /// refused at once, with an <see cref="OperatorException"/>.
    /// </summary>
    int Choose(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, PreflightFacts facts, int? wanted);

    /// <summary>Refuses to continue an upgrade that is under way where data or a leader are missing.</summary>
    void RefuseToContinue(ImmutableArray<DatabaseCluster> clusters, int major, string environment);

    /// <summary>The phases from what is on the nodes to one major everywhere, without those that have nothing to do.</summary>
    /// <param name="site">The site as it is.</param>
    /// <param name="clusters">What is on the nodes, one cluster per database.</param>
    /// <param name="major">The major to go to.</param>
    /// <param name="limit">How long an upgrade or a copy of the data may take.</param>
    ImmutableArray<PostgresPhase> Phases(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, int major, TimeSpan limit);

    /// <summary>Waits for what an earlier run began and still runs on the nodes.</summary>
    PostgresPhase Await(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, int major, TimeSpan limit);

    /// <summary>Repairs the nodes on which an upgrade broke off before there were new data.</summary>
    PostgresPhase Repair(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, int major, TimeSpan limit);
}
