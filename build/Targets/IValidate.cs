using Nuke.Common;
using Serilog;

internal interface IValidate : IHazEnvironment
{
    Target Validate => _ => _
        .Description("Checks an environment's files and every gitlab.rb rendered from them; touches nothing")
        .Executes(async () =>
        {
            var nodes = (await Session.DesiredAsync()).Fresh;
            Log.Information(
                "{Environment} is valid: {Nodes} nodes, GitLab {Version}",
                Session.Environment.Name,
                nodes.Length,
                Session.Environment.Version);
        });
}
