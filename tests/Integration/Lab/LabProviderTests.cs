using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Providers.Lab;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Lab;

/// <summary>Two real containers of the real node image, in a network of their own, removed afterwards.</summary>
public sealed class LabProviderTests : IAsyncLifetime
{
    private const string Prefix = "gitlab-ha-remotetest";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-lab-").FullName;

    private string State => Path.Combine(_folder, "state");

    public Task InitializeAsync() => Task.CompletedTask;

    [ProgramFact("docker", Timeout = 1_800_000)]
    public async Task A_lab_is_made_left_alone_mended_and_removed()
    {
        var lab = Provider(Lab());
        (await lab.EnsureAsync(None)).ShouldBe(2);
        await AnswersAsync();

        (await lab.EnsureAsync(None)).ShouldBe(0);

        await DockerAsync("stop", "--time", "5", $"{Prefix}-one");
        (await lab.EnsureAsync(None)).ShouldBe(1);
        await AnswersAsync();

        var stranger = Provider(Lab() with { Directory = Path.Combine(_folder, "other clone") });
        (await Should.ThrowAsync<OperatorException>(stranger.EnsureAsync(None))).Problem.ShouldStartWith("Another clone");
        (await stranger.DestroyAsync(None)).ShouldBe(0);

        (await lab.DestroyAsync(None)).ShouldBe(2);
        (await Program.Of("docker", "network", "inspect", Prefix).RunAsync(None)).Succeeded.ShouldBeFalse();
        (await lab.DestroyAsync(None)).ShouldBe(0);
    }

    [ProgramFact("docker", Timeout = 1_800_000)]
    public async Task A_container_that_an_interrupted_run_left_without_keys_is_made_anew()
    {
        var lab = Provider(Lab());
        await lab.EnsureAsync(None);
        var image = (await DockerAsync("inspect", "--format", "{{.Config.Image}}", $"{Prefix}-one")).Trim();
        await DockerAsync("rm", "--force", $"{Prefix}-one");
        await DockerAsync("create", "--name", $"{Prefix}-one", "--label", "gitlab-ha.environment=remotetest", image);

        (await lab.EnsureAsync(None)).ShouldBe(1);

        await AnswersAsync();
    }

    public async Task DisposeAsync()
    {
        if (Program.Exists("docker")) await Provider(Lab()).DestroyAsync(None);
        await using var connections = new ConnectionFactory(Lab(), State);
        await connections.CloseAsync(None);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswersAsync()
    {
        await using var connections = new ConnectionFactory(Lab(), State);
        foreach (var node in Lab().Groups[0].Nodes)
            (await connections.For(node).RunAsync(Command.Of("hostname"), None)).ShouldBe(new CommandResult(0, $"{node.Name}\n", ""));
    }

    private static async Task<string> DockerAsync(params string[] arguments)
    {
        var result = await Program.Of("docker", arguments).RunAsync(None);
        result.Succeeded.ShouldBeTrue(result.Error);
        return result.Output;
    }

    private LabProvider Provider(GitLabEnvironment environment) => new(new Topology(environment), State, _ => { });

    private GitLabEnvironment Lab() => new()
    {
        Name = "remotetest",
        Directory = _folder,
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Core.Model.Provider.Lab,
        Lab = new LabSettings { Subnet = "172.31.249.0/24", MemoryMiB = 256 },
        Roles = RoleCatalog.Known.Traits,
        Groups = [new NodeGroup { Name = "g", File = "g.yml", Roles = ["redis"], Nodes = [NodeOf("one", 11), NodeOf("two", 12)] }],
    };

    private static Node NodeOf(string name, int number) =>
        new() { Name = name, Address = $"172.31.249.{number}", Group = "g", Roles = ["redis"] };
}
