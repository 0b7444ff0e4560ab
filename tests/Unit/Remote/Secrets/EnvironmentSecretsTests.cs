using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Remote.Secrets;

public sealed class EnvironmentSecretsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-secrets-").FullName;

    private string StoreFile => Path.Combine(_folder, "state", "secrets.yml");

    [Fact]
    public async Task A_secret_is_generated_once_and_kept()
    {
        var store = await Load();
        var first = store.Get("redis_password").Reveal();
        await store.SaveAsync(None);

        (await Load()).Get("redis_password").Reveal().ShouldBe(first);

        first.ShouldMatch("^[A-Za-z][A-Za-z0-9]{31}$");
        store.Get("redis_password").Reveal().ShouldBe(first);
        store.Get("other").Reveal().ShouldNotBe(first);
    }

    [Fact]
    public async Task The_file_is_readable_by_its_owner_alone()
    {
        var store = await Load();
        store.Get("x");
        await store.SaveAsync(None);

        Mode(StoreFile).ShouldBe("600");
        Mode(Path.GetDirectoryName(StoreFile)!).ShouldBe("700");
        Directory.GetFiles(Path.GetDirectoryName(StoreFile)!).ShouldBe([StoreFile]);
    }

    [Fact]
    public async Task Nothing_is_written_when_nothing_was_generated()
    {
        var store = await Load();
        store.Get("x");
        await store.SaveAsync(None);
        var again = await Load();
        again.Get("x");
        File.SetLastWriteTimeUtc(StoreFile, DateTime.UnixEpoch);

        await again.SaveAsync(None);

        File.GetLastWriteTimeUtc(StoreFile).ShouldBe(DateTime.UnixEpoch);
    }

    [Theory]
    [InlineData(0b110_100_000)]
    [InlineData(0b110_000_100)]
    public async Task A_file_that_others_may_read_is_refused(int mode)
    {
        await Write("x: value\n", mode);

        var error = await Should.ThrowAsync<OperatorException>(Load());

        error.Fix.ShouldBe($"chmod 600 {StoreFile}");
    }

    [Fact]
    public async Task A_file_that_another_user_owns_is_refused()
    {
        await Write("x: value\n", 0b110_000_000);
        if (!await ChangedOwner()) return;

        var error = await Should.ThrowAsync<OperatorException>(Load());

        error.Problem.ShouldContain("another user owns");
    }

    [Fact]
    public async Task What_only_the_operator_knows_is_asked_for()
    {
        var store = await Load();

        var first = store.Given("aws_secret_access_key");
        store.Given("aws_secret_access_key").Reveal().ShouldBe(first.Reveal(), "two roles of one node agree");
        store.Given("aws_access_key_id");
        await store.SaveAsync(None);

        var error = Should.Throw<OperatorException>(() => store.RefuseMissing(Environment()));

        error.Problem.ShouldContain("2 secrets are missing");
        error.Problem.ShouldContain("\n- aws_access_key_id, for object_storage");
        File.Exists(StoreFile).ShouldBeFalse();
        error.Where.ShouldBe(StoreFile);
        error.Fix.ShouldContain("./build.sh SetSecret --env test --name aws_secret_access_key");
    }

    [Fact]
    public async Task A_line_added_by_hand_is_used()
    {
        await Write("# mine\naws_secret_access_key: wJalr/XUtn+bPx\nother: \"q\\\"ü\\u0001🦊\"\n", 0b110_000_000);
        var store = await Load();
        store.Get("new");
        await store.SaveAsync(None);

        store = await Load();

        store.Get("aws_secret_access_key").Reveal().ShouldBe("wJalr/XUtn+bPx");
        store.Get("other").Reveal().ShouldBe("q\"ü\u0001🦊");
        store.Known.Select(x => x.Name).ShouldBe(["aws_secret_access_key", "new", "other"]);
    }

    [Fact]
    public async Task What_only_the_operator_knows_is_set_and_may_be_changed_and_what_is_generated_may_not()
    {
        await Write("redis_password: value\n", 0b110_000_000);
        var store = await Load();
        store.Get("redis_password");
        store.Get("postgres_password");
        store.Given("smtp_password");

        store.RefuseName("smtp_password", "test");
        // A password that could not be read back from the nodes is set by hand.
        store.RefuseName("postgres_password", "test");
        store.Take([new Secret("smtp_password", "one")]);
        await store.SaveAsync(None);
        store = await Load();
        store.Get("redis_password");
        store.Given("smtp_password").Reveal().ShouldBe("one");
        store.RefuseMissing(Environment());
        store.RefuseName("smtp_password", "test");

        Should.Throw<OperatorException>(() => store.RefuseName("redis_password", "test")).Problem.ShouldContain("is generated and in use");
        Should.Throw<OperatorException>(() => store.RefuseName("smtp_pasword", "test")).Fix.ShouldStartWith("Did you mean smtp_password?");
        store.Known.Select(x => x.Name).ShouldBe(["redis_password", "smtp_password"]);
    }

    [Fact]
    public async Task A_setting_may_refer_to_a_generated_secret()
    {
        var store = await Load();
        var first = store.Given("redis_password").Reveal();

        store.Get("redis_password").Reveal().ShouldBe(first);
        store.RefuseMissing(Environment());
        await store.SaveAsync(None);
        (await Load()).Get("redis_password").Reveal().ShouldBe(first);
    }

    [Fact]
    public async Task What_was_generated_is_known_until_it_is_kept()
    {
        await Write("old: value\n", 0b110_000_000);
        var store = await Load();
        store.Get("old");
        store.Get("new");

        store.Generated.ShouldBe(["new"]);
        Should.Throw<OperatorException>(() => store.RefuseGenerated("prod")).Problem.ShouldContain("new");
        await store.SaveAsync(None);

        store.Generated.ShouldBeEmpty();
        store.RefuseGenerated("prod");
    }

    [Fact]
    public async Task What_exists_already_takes_the_place_of_what_was_generated_and_nothing_else_is_kept()
    {
        await Write("old: value\n", 0b110_000_000);
        var store = await Load();
        store.Get("found");
        store.Get("not_found");

        store.Take([new Secret("found", "from 'the' nodes")]);
        await store.SaveAsync(None);

        store = await Load();
        store.Known.Select(x => $"{x.Name}={x.Reveal()}").ShouldBe(["found=from 'the' nodes", "old=value"]);
    }

    [Theory]
    [InlineData("a: x\nb: [canary]\n", "line 2")]
    [InlineData("a: x\ncanary\n", "is not YAML")]
    [InlineData("- canary\n", "is not a list of 'name: value' lines")]
    [InlineData("a: 'canary\n", "is not YAML")]
    public async Task A_broken_file_is_told_without_its_content(string text, string words)
    {
        await Write(text, 0b110_000_000);

        var error = await Should.ThrowAsync<OperatorException>(Load());

        error.Problem.ShouldContain(words);
        error.Message.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Many_threads_agree_on_a_generated_secret()
    {
        var store = await Load();

        var values = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.Get("x").Reveal())));

        values.Distinct().ShouldHaveSingleItem();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<bool> ChangedOwner() =>
        (await GitLabHa.Remote.Processes.Program.Of("chown", "65534", StoreFile).RunAsync(None)).Succeeded;

    private async Task Write(string text, int mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StoreFile)!);
        await File.WriteAllTextAsync(StoreFile, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(StoreFile, (UnixFileMode)mode);
    }

    private static string Mode(string path) =>
        OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private Task<EnvironmentSecrets> Load() => EnvironmentSecrets.LoadAsync(Environment(), Path.GetDirectoryName(StoreFile)!, None);

    private GitLabEnvironment Environment() => new()
    {
        Name = "test",
        Directory = _folder,
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Provider.Hosts,
        Roles = RoleCatalog.Known.Traits,
        Groups = ImmutableArray<NodeGroup>.Empty,
    };
}
