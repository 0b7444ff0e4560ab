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
            var source = file.Among.FirstOrDefault(node => Gives(node, file));
            var mine = Sha256(Node, file.Path);
            if (upgrading && source is null && mine is not null) continue;
            // While nobody has it, the first of the nodes makes it by its own first reconfigure.
            if (source == Node || (source is null && file.Among[0] == Node)) continue;
            if (source is not null && Sha256(source, file.Path) == mine) continue;
            yield return new Step.CopySharedFile
            {
                Node = Node,
                File = file,
                Source = source,
                SourceSha256 = source is null ? null : Sha256(source, file.Path),
                BeforeSha256 = mine,
                Reason = mine is null ? "absent" : $"differs from that of {source}",
                DecidedAtApply = source is null,
            };
        }
    }

    /// <summary>
    /// A new version may add secrets: whoever is upgraded first makes them, and everybody else must have that file before his
    /// own reconfigure would make others. https://gitlab.com/gitlab-org/gitlab/-/issues/513246
    /// </summary>
    private bool Gives(Node node, SharedFile file) =>
        Sha256(node, file.Path) is not null && (!upgrading || !file.BeforeFirstReconfigure || Upgraded(node));

    private bool Upgraded(Node node) =>
        desired.GitLabPackage is var (name, version)
        && all.GetValueOrDefault(node) is { Marker: { } marker } observed
        && marker != Marks.Unfinished
        && observed.Packages.GetValueOrDefault(name)?.Split('-')[0] == version.ToString();

    private string? Sha256(Node node, string path) =>
        all.GetValueOrDefault(node)?.Files.GetValueOrDefault(path) is FileState.Present present ? present.Sha256 : null;
}
