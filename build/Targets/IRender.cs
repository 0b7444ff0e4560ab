using GitLabHa.Remote.Files;
using Nuke.Common;
using Nuke.Common.IO;
using Serilog;

internal interface IRender : IHazEnvironment
{
    [Parameter("Where Render writes; default: artifacts/render/<env>")]
    AbsolutePath? Output => TryGetValue(() => Output);

    [Parameter("Render real secrets instead of their names; refused while the store lacks some")]
    bool RevealSecrets => TryGetValue<bool?>(() => RevealSecrets) ?? false;

    Target Render => _ => _
        .Description("Writes every node's files to a folder, secrets masked; touches no node")
        .Executes(async () =>
        {
            var folder = Output ?? RootDirectory / "artifacts" / "render" / Session.Environment.Name;
            var nodes = (await Session.DesiredAsync(withValues: RevealSecrets)).Fresh;
            // Deploy would take values that were kept here for those of a running site.
            if (RevealSecrets) (await Session.SecretsAsync()).RefuseGenerated(Session.Environment.Name);
            foreach (var node in nodes) (folder / node.Node.Name).DeleteDirectory();
            var mask = await Session.MaskAsync();
            foreach (var node in nodes) RenderedFiles.Write(node, folder, mask.Mask, RevealSecrets);
            Log.Information("Wrote {Files} files of {Nodes} nodes to {Folder}", nodes.Sum(x => x.Files.Length), nodes.Length, folder);
        });
}
