using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Remote.Drilling;

namespace GitLabHa.Remote.Rehearsing;

/// <summary>
/// Those who use the site all the time while it is rehearsed on. They run on the load balancer's node, which has no GitLab
/// package: an upgrade replaces nothing that they use.
/// </summary>
public sealed class RehearsalClients : IAsyncDisposable
{
    private static readonly ClientTimes Times = new(TimeSpan.FromHours(24), ClientTimes.User);

    private readonly List<(RehearsalClient Client, DrillClient Running)> _clients = [];

    private RehearsalClients()
    {
    }

    /// <summary>Makes something to read, starts the clients, and waits until all are served.</summary>
    public static async Task<RehearsalClients> StartAsync(SiteAccess site, CancellationToken cancellationToken)
    {
        var topology = site.Topology;
        if (topology.With(RoleNames.LoadBalancer) is not [var node, ..] || topology.With(RoleNames.Rails) is not [var rails, ..])
            throw new OperatorException(
                "A rehearsal needs nodes with the roles rails and load_balancer.",
                topology.Environment.Name,
                "Rehearse on a lab that has them: --env lab");
        var project = await MakeDataAsync(site, rails, cancellationToken).ConfigureAwait(false);
        var clients = new RehearsalClients();
        try
        {
            foreach (var (client, script) in All(site, project))
                clients._clients.Add((client, await DrillClient.StartAsync(site, node, script, cancellationToken).ConfigureAwait(false)));
            return clients;
        }
        catch
        {
            await clients.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends them and returns what they saw.</summary>
    public async Task<ImmutableArray<RehearsalClient>> EndAsync(CancellationToken cancellationToken)
    {
        var ended = ImmutableArray.CreateBuilder<RehearsalClient>();
        foreach (var (client, running) in _clients)
            ended.Add(client with { Log = await running.EndAsync(cancellationToken).ConfigureAwait(false) });
        return ended.ToImmutable();
    }

    /// <summary>Ends them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, running) in _clients) await running.DisposeAsync().ConfigureAwait(false);
    }

    private static IEnumerable<(RehearsalClient Client, Func<string, Command> Script)> All(SiteAccess site, string project)
    {
        var (topology, secrets) = (site.Topology, site.Secrets);
        var objectives = topology.Environment.Objectives;
        yield return (
            new RehearsalClient("writes", Writes: true, objectives.DatabaseFailoverSeconds, ClientLog.Empty),
            folder => ClientScript.Database(folder, Times, topology, secrets));
        yield return (
            new RehearsalClient("pages", Writes: false, objectives.WebFailoverSeconds, ClientLog.Empty),
            folder => ClientScript.Get(folder, Times, topology, "/users/sign_in", null));
        // Through Rails, the database, Praefect and Gitaly: it cannot be served while the database is not.
        yield return (
            new RehearsalClient("files", Writes: false, objectives.DatabaseFailoverSeconds, ClientLog.Empty),
            folder =>
                ClientScript.Get(
                    folder,
                    Times,
                    topology,
                    $"/api/v4/projects/{project}/repository/files/README.md?ref=main",
                    secrets.Get(SampleData.Token)));
    }

    private static async Task<string> MakeDataAsync(SiteAccess site, Node rails, CancellationToken cancellationToken)
    {
        var command = SampleData.Make(site.Topology, site.Secrets);
        var result = await site.Connect(rails).RunAsync(command, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded) return result.Output.Split('\n')[0].Trim();
        throw new OperatorException(
            $"{command.Display} failed: {site.Mask.Mask(result.Error.Trim())}", rails.Name, "See gitlab-ctl tail puma there.");
    }
}
