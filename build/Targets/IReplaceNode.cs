using GitLabHa.Operations.Deploying;
using Nuke.Common;

internal interface IReplaceNode : IHazEnvironment
{
    [Parameter("The node whose machine ReplaceNode replaces", Name = "node")]
    string? NodeToReplace => TryGetValue(() => NodeToReplace);

    Target ReplaceNode => _ => _
        .Description("Replaces the machine of a node by an empty one, rebuilds it from the others, and verifies")
        .Triggers<IVerify>()
        .Executes(() => Session.RunAsync(new ReplaceNodeOperation(Session, NodeToReplace)));
}
