using GitLabHa.Core.Checks;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Core.Desired;

/// <summary>
/// What a node is: pure functions of the node, the topology and the version. Roles do not know each other. What the site cannot do
/// without is abstract, so that no role forgets it; <c>[]</c> says that there is none.
/// </summary>
public abstract class Role
{
    /// <summary>What is known of it before there is an environment.</summary>
    public abstract RoleTraits Traits { get; }

    /// <summary>The name in role definitions.</summary>
    public string Name => Traits.Name;

    /// <summary>The stage that brings it up.</summary>
    public Stage Stage => Traits.Stage;

    /// <summary>Adds its settings to the node's gitlab.rb.</summary>
    public virtual void Configure(GitlabRb rb, RoleContext context)
    {
    }

    /// <summary>Files other than gitlab.rb.</summary>
    public virtual IEnumerable<DesiredFile> Files(RoleContext context) => [];

    /// <summary>Files that must be equal on several nodes.</summary>
    public virtual IEnumerable<SharedFile> SharedFiles(RoleContext context) => [];

    /// <summary>Whether this node migrates the main database's schema; exactly one node does.</summary>
    public virtual bool Migrates(RoleContext context) => false;

    /// <summary>Distribution packages other than GitLab's, e.g. haproxy.</summary>
    public virtual IEnumerable<string> Packages(RoleContext context) => [];

    /// <summary>
    /// The services it runs, by their names in gitlab.rb. A node enables those of all its roles and no others; a role never
    /// disables one.
    /// </summary>
    public abstract IEnumerable<string> Enables(RoleContext context);

    /// <summary>The runit services that <c>gitlab-ctl status</c> must show as running.</summary>
    public abstract IEnumerable<string> Services(RoleContext context);

    /// <summary>What must be so besides files.</summary>
    public virtual IEnumerable<Ensure> Ensures(RoleContext context) => [];

    /// <summary>The same where it depends on what all roles and the operator say together.</summary>
    public virtual IEnumerable<Ensure> EnsuresOf(GitlabRb settings) => [];

    /// <summary>
    /// Where its data are by default: the disks of these are watched, and those of every directory that the node's settings name.
    /// </summary>
    public abstract IEnumerable<string> DataDirectories(RoleContext context);

    /// <summary>How a change rolls over the nodes that run already.</summary>
    public abstract Rollout Rollout(RoleContext context);

    /// <summary>
    /// Whether the primary of its service goes on, and no client notices, when a reconfigure there changes this setting of
    /// gitlab.rb. Of a role without a <see cref="Planning.HandOver"/> nothing is asked.
    /// </summary>
    /// <param name="setting">Its name, as <c>sentinel.quorum</c> or <c>roles</c>.</param>
    public virtual bool TakesInPlace(string setting) => false;

    /// <summary>The nodes that this one sends clients to: they must have passed their own checks before.</summary>
    public virtual IEnumerable<Node> SendsClientsTo(RoleContext context) => [];

    /// <summary>What takes the node out of service before its version changes, and what brings it back.</summary>
    public abstract IEnumerable<Drain> Drains(RoleContext context);

    /// <summary>What other nodes have to be told when this node was brought up for the first time beside nodes that run.</summary>
    public virtual IEnumerable<Follow> Follows(RoleContext context) => [];

    /// <summary>What must hold after this node was changed, before the next one is.</summary>
    public abstract IEnumerable<Check> Gates(RoleContext context);

    /// <summary>
    /// What must hold besides when the node was added to nodes that run: the data that the others hold for it are there.
    /// </summary>
    public virtual IEnumerable<Check> Arrival(RoleContext context) => [];

    /// <summary>What must hold after a first run of the stage, when later stages are not there yet.</summary>
    public virtual IEnumerable<Check> Ready(RoleContext context) => Gates(context);

    /// <summary>What Verify asks this node.</summary>
    public abstract IEnumerable<Check> Checks(RoleContext context);

    /// <summary>
    /// What goes on in the background after an upgrade and must be finished before the next one; one node is asked for the site.
    /// </summary>
    public virtual IEnumerable<Check> BackgroundWork(RoleContext context) => [];

    /// <summary>
    /// What must hold before a node gives the role up: its data are on the nodes that stay. The topology of the context has the nodes
    /// that stay and run.
    /// </summary>
    public abstract IEnumerable<Check> MayLeave(RoleContext context);

    /// <summary>Why a node cannot give the role up and stay in the site, as a sentence without its full stop; null where it can.</summary>
    public virtual string? LeavesWithNode => null;

    /// <summary>
    /// The commands that remove a node without the role from the state of the remaining nodes, in order; each is safe to run again.
    /// </summary>
    public virtual IEnumerable<Follow> Forget(RoleContext context) => [];

    /// <summary>What must hold on the node that restores a backup before it writes repositories.</summary>
    public virtual IEnumerable<Check> BeforeRestore(RoleContext context) => [];

    /// <summary>How its databases are brought to another major; null where it has none.</summary>
    public virtual IMajorUpgrade? MajorUpgrade => null;

    /// <summary>The fire drills that strike its nodes.</summary>
    public abstract IEnumerable<Scenario> Drills { get; }
}
