using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Integration.Connections;

public sealed class SharedHostKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shared-keys-").FullName;

    private string Pins => Path.Combine(_folder, "known_hosts");

    private string Shared => Path.Combine(_folder, "state", "shared_known_hosts");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_Rails_node_may_show_the_key_pinned_for_another_one_and_no_other_node_may()
    {
        await File.WriteAllTextAsync(
            Pins, "10.0.0.1 ssh-ed25519 AAAAone\n10.0.0.2 ssh-ed25519 AAAAtwo comment\n10.0.0.9 ssh-ed25519 AAAAother\n");

        await SharedHostKeys.WriteAsync(new Topology(Site(RoleNames.Rails)), Pins, Shared, CancellationToken.None);

        File.ReadAllLines(Shared).ShouldBe(
            ["10.0.0.1 ssh-ed25519 AAAAone", "10.0.0.1 ssh-ed25519 AAAAtwo", "10.0.0.2 ssh-ed25519 AAAAone",
                "10.0.0.2 ssh-ed25519 AAAAtwo"]);
    }

    [Fact]
    public async Task Keys_are_shared_on_another_port_too()
    {
        await File.WriteAllTextAsync(
            Pins, "[10.0.0.1]:2222 ssh-ed25519 AAAAone\n[10.0.0.2]:2222 ssh-ed25519 AAAAtwo\n@revoked * ssh-ed25519 AAAAold\n");

        await SharedHostKeys.WriteAsync(new Topology(Site(RoleNames.Rails, port: 2222)), Pins, Shared, CancellationToken.None);

        File.ReadAllLines(Shared).ShouldBe(
        [
            "[10.0.0.1]:2222 ssh-ed25519 AAAAone", "[10.0.0.1]:2222 ssh-ed25519 AAAAtwo",
            "[10.0.0.2]:2222 ssh-ed25519 AAAAone", "[10.0.0.2]:2222 ssh-ed25519 AAAAtwo",
        ]);
    }

    [Fact]
    public async Task Nodes_that_keep_their_own_keys_share_none()
    {
        await File.WriteAllTextAsync(Pins, "10.0.0.1 ssh-ed25519 AAAAone\n");

        await SharedHostKeys.WriteAsync(new Topology(Site(RoleNames.Gitaly)), Pins, Shared, CancellationToken.None);

        File.Exists(Shared).ShouldBeFalse();
    }

    private GitLabEnvironment Site(string role, int? port = null) => new()
    {
        Name = "site",
        Directory = _folder,
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Provider.Hosts,
        Roles = RoleCatalog.Known.Traits,
        Connection = new ConnectionSettings { Port = port },
        Groups =
        [
            new NodeGroup
            {
                Name = "group",
                File = "group.yml",
                Roles = [role],
                Nodes = [
                    .. Enumerable.Range(1, 2)
                    .Select(i => new Node { Name = $"node-{i}", Address = $"10.0.0.{i}", Group = "group", Roles = [role] })],
            },
        ],
    };
}
