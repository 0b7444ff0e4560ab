using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a Gitaly node.</summary>
public static class GitalyChecks
{
    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context) => [Storage(context), new GitalyApi(context.Node)];

    /// <summary>Its storage is there: what holds after a first run.</summary>
    public static GitalyStorage Storage(RoleContext context) => new(context.Node, context.Topology.StorageOf(context.Node));

    /// <summary>What holds before the next one is touched: it runs, and Praefect sees it.</summary>
    public static IEnumerable<Check> Gates(RoleContext context)
    {
        yield return new ServicesRunning(context.Node, ["gitaly"]);
        yield return Storage(context);
        if (context.Topology.With(RoleNames.Praefect).FirstOrDefault() is { } praefect)
            yield return new PraefectDialNodes(praefect, [context.Node]);
    }
}
