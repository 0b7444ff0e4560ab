using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>The nodes of a group in the order of an upgrade.</summary>
/// <param name="Role">The role that gives the group its place.</param>
/// <param name="Group">The group.</param>
public sealed record UpgradeTier(string Role, NodeGroup Group)
{
    /// <inheritdoc />
    public override string ToString() => $"{Role}: {string.Join(", ", Group.Nodes)}";
}
