using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Backups;

public sealed class EncryptedPartTests : IDisposable
{
    private const string Canary = "canary-in-a-key";
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-age-").FullName;

    [ProgramFact("age")]
    public async Task With_age_the_keys_in_a_backup_are_encrypted_and_only_an_identity_reads_them()
    {
        var age = new Age(await EnvironmentAsync("key.txt"));
        using var target = new DirectoryTarget(Path.Combine(_folder, "backups"));

        var part = await new PartWriter(target, "id", age)
            .WriteSecretAsync("gitlab-secrets.json", "rails-1", x => x.WriteAsync(Encoding.UTF8.GetBytes(Canary)).AsTask(), None);

        part.ShouldSatisfyAllConditions(x => x.Path.ShouldBe("gitlab-secrets.json.age"), x => x.Encrypted.ShouldBeTrue());
        foreach (var file in Directory.GetFiles(target.Place, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file)).ShouldNotContain(Canary);
        (await DecryptedAsync(age, target)).ShouldBe(Canary);
        var stranger = new Age(await EnvironmentAsync("stranger.txt"));
        (await Should.ThrowAsync<OperatorException>(DecryptedAsync(stranger, target))).Problem.ShouldContain("age cannot decrypt");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Without_age_they_are_private_files()
    {
        using var target = new DirectoryTarget(Path.Combine(_folder, "backups"));

        var part = await new PartWriter(target, "id", new Age(Environment(new SecretStoreSettings())))
            .WriteSecretAsync("gitlab-secrets.json", "rails-1", x => x.WriteAsync(Encoding.UTF8.GetBytes(Canary)).AsTask(), None);

        part.Encrypted.ShouldBeFalse();
        File.GetUnixFileMode(Path.Combine(target.Place, "id", "gitlab-secrets.json"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> DecryptedAsync(Age age, DirectoryTarget target)
    {
        using var clear = new MemoryStream();
        await using var stream = await target.OpenAsync("id/gitlab-secrets.json.age", None);
        await age.DecryptAsync(stream, clear, "the part", None);
        return Encoding.UTF8.GetString(clear.ToArray());
    }

    private async Task<GitLabEnvironment> EnvironmentAsync(string identity)
    {
        var path = Path.Combine(_folder, identity);
        (await Program.Of("age-keygen", "-o", path).RunAsync(None)).Succeeded.ShouldBeTrue();
        var recipient = (await Program.Of("age-keygen", "-y", path).RunAsync(None)).Output.Trim();
        return Environment(new SecretStoreSettings { Store = SecretStoreKind.Age, Recipients = [recipient], Identity = path });
    }

    private GitLabEnvironment Environment(SecretStoreSettings secrets) => new()
    {
        Name = "test",
        Directory = _folder,
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Provider.Hosts,
        Secrets = secrets,
        Roles = RoleCatalog.Known.Traits,
        Groups = [],
    };
}
