using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Providers;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Lab;

/// <summary>What every provider keeps; a new one derives from this.</summary>
public abstract class ProviderContract : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The folder of the environment; removed afterwards.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("gitlab-ha-provider-").FullName;

    /// <summary>The environment, with at least two nodes.</summary>
    protected abstract GitLabEnvironment Environment { get; }

    /// <summary>Whether the provider makes machines, or only knows those that exist.</summary>
    protected abstract bool MakesMachines { get; }

    private string State => Path.Combine(Folder, "state");

    private IProvider Provider => ProviderFactory.For(new Topology(Environment), State, _ => { });

    private Node First => Environment.Groups[0].Nodes[0];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (MakesMachines)
        {
            await Provider.DestroyAsync(None);
            await using var connections = new ConnectionFactory(Environment, State);
            await connections.CloseAsync(None);
        }

        Directory.Delete(Folder, recursive: true);
    }

    [ProgramFact("docker", Timeout = 1_800_000)]
    public async Task A_second_run_makes_nothing_and_all_addresses_are_known()
    {
        if (MakesMachines) Should.Throw<OperatorException>(Provider.RequireMachines).Fix.ShouldContain("./build.sh Provision");
        (await Provider.EnsureAsync(None)).ShouldBe(MakesMachines ? Environment.Groups[0].Nodes.Length : 0);

        (await Provider.EnsureAsync(None)).ShouldBe(0);

        Provider.RequireMachines();
        (await Provider.AddressesAsync(None))
            .ShouldBe(Environment.Groups[0].Nodes.ToImmutableDictionary(x => x.Name, x => x.Address), ignoreOrder: true);
        if (!MakesMachines) Provider.PublicUrl.ShouldBe(Environment.ExternalUrl);
    }

    [ProgramFact("docker", Timeout = 1_800_000)]
    public async Task A_replaced_machine_is_empty_and_has_the_same_address_and_key()
    {
        await Provider.EnsureAsync(None);
        if (!MakesMachines)
        {
            (await Should.ThrowAsync<OperatorException>(Provider.ReplaceAsync(First, None))).Fix.ShouldContain(First.Address);
            return;
        }

        (await RunAsync("touch /root/was-here && hostname")).Output.ShouldBe($"{First.Name}\n");

        await Provider.ReplaceAsync(First, None);

        (await RunAsync("test ! -e /root/was-here && hostname")).ShouldBe(new CommandResult(0, $"{First.Name}\n", ""));
        (await Provider.AddressesAsync(None))[First.Name].ShouldBe(First.Address);
        (await Provider.ConsoleAsync(First, None)).ShouldContain("chronyd");
    }

    [ProgramFact("docker", Timeout = 1_800_000)]
    public async Task What_it_made_is_removed_and_what_it_did_not_make_is_refused()
    {
        await Provider.EnsureAsync(None);
        if (!MakesMachines)
        {
            var refusal = await Should.ThrowAsync<OperatorException>(Provider.DestroyAsync(None));
            refusal.Where.ShouldEndWith("environment.yml: provider");
            return;
        }

        (await Provider.DestroyAsync(None)).ShouldBe(Environment.Groups[0].Nodes.Length);

        (await Provider.AddressesAsync(None)).ShouldBeEmpty();
        (await Provider.DestroyAsync(None)).ShouldBe(0);
    }

    /// <summary>An environment of two nodes.</summary>
    protected GitLabEnvironment Site(Provider provider, LabSettings? lab, string network) => new()
    {
        Name = "remotetest",
        Directory = Folder,
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = provider,
        Lab = lab,
        Roles = RoleCatalog.Known.Traits,
        Groups = [
            new NodeGroup { Name = "g", File = "g.yml", Roles = ["redis"],
            Nodes = [NodeOf(network, "one", 11), NodeOf(network, "two", 12)] }],
    };

    private static Node NodeOf(string network, string name, int number) =>
        new() { Name = name, Address = $"{network}.{number}", Group = "g", Roles = ["redis"] };

    // Connections of a machine that was replaced are gone with it.
    private async Task<CommandResult> RunAsync(string script)
    {
        await using var connections = new ConnectionFactory(Environment, State);
        await connections.CloseAsync(None);
        return await connections.For(First).RunAsync(Command.Shell("look", script), None);
    }
}
