using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>A member of the Patroni cluster; a lag that is null is not known.</summary>
internal sealed record PatroniMember(
    string Name, string Host, string Role, string State, int? Timeline, long? LagBytes, bool PendingRestart)
{
    // Patroni's REST interface and its table use different spellings for the same roles.
    public bool Leads => Role is "leader" or "standby_leader" or "standby leader" or "master";

    /// <summary>Whether it takes a base backup, which takes as long as the database is large.</summary>
    public bool IsCopied => State == "creating replica";

    public bool Runs => State is "running" or "streaming";
}

/// <summary>The state of a cluster by Patroni.</summary>
internal sealed record PatroniCluster(IReadOnlyList<PatroniMember> Members, bool Paused)
{
    public IEnumerable<PatroniMember> Leaders => Members.Where(x => x.Leads);
}
