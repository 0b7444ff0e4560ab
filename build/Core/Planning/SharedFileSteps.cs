using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>The files that a node takes from another one.</summary>
internal sealed class SharedFileSteps(DesiredNode desired, ImmutableDictionary<Node, NodeObservation> all, bool upgrading)
{
    private Node Node => desired.Node;

    internal IEnumerable<Step.CopySharedFile> Copies()
    {
        foreach (var file in desired.SharedFiles)
        {
            var source = SharedFileSource.Of(
                file, file.Among.Select(x => all.GetValueOrDefault(x)).OfType<NodeObservation>().Where(x => Gives(x, file)));
            var mine = (all.GetValueOrDefault(Node)?.Files.GetValueOrDefault(file.Path) as FileState.Present)?.Sha256;
            if (source is null && (file.IsMadePerMachine || (upgrading && mine is not null))) continue;
            // While none has it, the first of the nodes makes it by its own first reconfigure.
            if (source is null && file.Among[0] == Node) continue;
            if (source is { } from && (from.Node == Node || from.Sha256 == mine)) continue;
            yield return new Step.CopySharedFile
            {
                Node = Node,
                File = file,
                Source = source?.Node,
                SourceSha256 = source?.Sha256,
                BeforeSha256 = mine,
                Reason = mine is null
                    ? "absent"
                    : $"differs from that of {source?.Node}; the old one is kept in {DesiredFile.ReplacedFolder}",
                DecidedAtApply = source is null,
            };
        }
    }

    /// <summary>
    /// A new version may add secrets: the first node that is upgraded makes them, and all others must have that file before their
    /// own reconfigure would make others. https://gitlab.com/gitlab-org/gitlab/-/issues/513246
    /// </summary>
    private bool Gives(NodeObservation observed, SharedFile file) => !upgrading || !file.BeforeFirstReconfigure || Upgraded(observed);

    private bool Upgraded(NodeObservation observed) =>
        desired.GitLabPackage is var (name, version)
        && observed.Mark is { IsUnfinished: false }
        && observed.Packages.GetValueOrDefault(name)?.Split('-')[0] == version.ToString();
}
