using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Secrets;

/// <summary>The store that is encrypted by the real age program.</summary>
public sealed class AgeStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-age-").FullName;

    private string StoreFile => Path.Combine(_folder, "secrets.yml.age");

    [ProgramFact("age")]
    public async Task Every_recipient_reads_what_one_wrote()
    {
        var settings = new SecretStoreSettings
        {
            Store = SecretStoreKind.Age,
            Recipients = [await KeyAsync("one"), await KeyAsync("two")],
            Identity = "one"
        };
        var store = await Load(settings);
        var value = store.Get("redis_password").Reveal();
        await store.SaveAsync(None);

        (await Load(settings with { Identity = Path.Combine(_folder, "two") })).Get("redis_password").Reveal().ShouldBe(value);

        var text = await File.ReadAllTextAsync(StoreFile);
        text.ShouldStartWith("-----BEGIN AGE ENCRYPTED FILE-----");
        text.ShouldNotContain(value);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Order().ShouldBe(["one", "secrets.yml.age", "two"]);
    }

    [ProgramFact("age")]
    public async Task A_value_of_the_operator_replaces_the_one_before_and_the_others_stay()
    {
        var settings = new SecretStoreSettings { Store = SecretStoreKind.Age, Recipients = [await KeyAsync("one")], Identity = "one" };
        var store = await Load(settings);
        var generated = store.Get("redis_password").Reveal();
        await store.SaveAsync(None);
        store.Take([new("smtp_password", "first")]);
        await store.SaveAsync(None);

        var again = await Load(settings);
        again.Take([new("smtp_password", "a: \"second\"\n#")]);
        await again.SaveAsync(None);

        var last = await Load(settings);
        last.Given("smtp_password").Reveal().ShouldBe("a: \"second\"\n#");
        last.Missing.ShouldBeEmpty();
        last.Get("redis_password").Reveal().ShouldBe(generated);
    }

    [ProgramFact("age")]
    public async Task A_wrong_identity_is_told()
    {
        await Saved(await KeyAsync("one"));
        await KeyAsync("stranger");

        var error = await Should.ThrowAsync<OperatorException>(Load(new() { Store = SecretStoreKind.Age, Identity = "stranger" }));

        error.Problem.ShouldBe("the secret store is not encrypted to your identity");
        error.Where.ShouldBe(StoreFile);
    }

    [ProgramFact("age")]
    public async Task A_corrupted_file_is_told()
    {
        await Saved(await KeyAsync("one"));
        var text = await File.ReadAllTextAsync(StoreFile);
        await File.WriteAllTextAsync(StoreFile, text[..(text.Length / 2)]);

        var error = await Should.ThrowAsync<OperatorException>(Load(new() { Store = SecretStoreKind.Age, Identity = "one" }));

        error.Problem.ShouldStartWith("the secret store cannot be decrypted: age: error:");
        error.Fix.ShouldContain("git");
    }

    [ProgramFact("age")]
    public async Task A_missing_identity_is_told()
    {
        await Saved(await KeyAsync("one"));

        (await Should.ThrowAsync<OperatorException>(Load(new() { Store = SecretStoreKind.Age, Identity = "absent" })))
            .Where.ShouldBe(Path.Combine(_folder, "absent"));
        (await Should.ThrowAsync<OperatorException>(Load(new() { Store = SecretStoreKind.Age }))).Fix.ShouldContain("secrets.identity");
    }

    [ProgramFact("age")]
    public async Task A_wrong_recipient_is_told_and_nothing_is_written()
    {
        var store = await Load(new() { Store = SecretStoreKind.Age, Recipients = ["age1nonsense"] });
        store.Get("x");

        var error = await Should.ThrowAsync<OperatorException>(store.SaveAsync(None));

        error.Problem.ShouldContain("age1nonsense");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task Saved(string recipient)
    {
        var store = await Load(new() { Store = SecretStoreKind.Age, Recipients = [recipient], Identity = "one" });
        store.Get("x");
        await store.SaveAsync(None);
    }

    private async Task<string> KeyAsync(string name)
    {
        var made = await Program.Of("age-keygen", "-o", Path.Combine(_folder, name)).RunAsync(None);
        return made.Error.Split(' ', '\n').First(x => x.StartsWith("age1", StringComparison.Ordinal));
    }

    private Task<EnvironmentSecrets> Load(SecretStoreSettings settings) => EnvironmentSecrets.LoadAsync(
        new GitLabEnvironment
        {
            Name = "test",
            Directory = _folder,
            Edition = GitLabEdition.Ee,
            Version = GitLabVersion.Parse("18.2.8"),
            ExternalUrl = new Uri("http://gitlab.example.com"),
            Provider = Provider.Hosts,
            Roles = RoleCatalog.Known.Traits,
            Groups = ImmutableArray<NodeGroup>.Empty,
            Secrets = settings,
        },
        Path.Combine(_folder, "state"),
        None);
}
