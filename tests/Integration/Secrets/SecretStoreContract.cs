using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Connections;

namespace GitLabHa.Tests.Integration.Secrets;

/// <summary>What every secret store must do; a new kind derives from this.</summary>
public abstract class SecretStoreContract : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A folder of the test's own.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("gitlab-ha-store-").FullName;

    /// <summary>The settings of an environment that keeps its secrets in such a store.</summary>
    protected abstract Task<SecretStoreSettings> SettingsAsync();

    [ProgramFact("age")]
    public async Task A_store_that_is_not_there_yet_is_empty() => (await (await OpenAsync()).ReadAsync(None)).ShouldBeEmpty();

    [ProgramFact("age")]
    public async Task What_was_written_is_read_with_its_version_by_whoever_opens_the_store_again()
    {
        await WriteAsync(new SecretChange("redis_password", "one", 0), new SecretChange("smtp_password", Awkward, 0));
        await WriteAsync(new SecretChange("redis_password", "two", 1));

        var values = await (await OpenAsync()).ReadAsync(None);

        values["redis_password"].ShouldBe(new VersionedSecret("two", 2));
        values["smtp_password"].ShouldBe(new VersionedSecret(Awkward, 1));
        values.Count.ShouldBe(2);
    }

    [ProgramFact("age")]
    public async Task Two_runs_that_write_different_names_lose_nothing()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await one.ReadAsync(None);
        await other.ReadAsync(None);

        await one.WriteAsync([new SecretChange("a", "1", 0)], None);
        await other.WriteAsync([new SecretChange("b", "2", 0)], None);

        (await one.ReadAsync(None)).Select(x => $"{x.Key}={x.Value.Value}").ShouldBe(["a=1", "b=2"]);
    }

    [ProgramFact("age")]
    public async Task A_change_of_another_version_writes_nothing_and_quotes_no_value()
    {
        await WriteAsync(new SecretChange("a", "first", 0));
        await WriteAsync(new SecretChange("a", "second", 1));

        foreach (var replaces in new[] { 0, 1, 3 })
        {
            var refused = await Should.ThrowAsync<OperatorException>(
                WriteAsync(new SecretChange("b", "hidden", 0), new SecretChange("a", "third", replaces)));

            refused.Problem.ShouldStartWith("a: another run has written the secrets store");
            refused.Message.ShouldNotContain("third");
        }

        var values = await (await OpenAsync()).ReadAsync(None);
        values["a"].ShouldBe(new VersionedSecret("second", 2));
        values.ContainsKey("b").ShouldBeFalse();
    }

    [ProgramFact("age")]
    public async Task What_is_shown_of_a_value_is_its_version()
    {
        await WriteAsync(new SecretChange("a", "hidden", 0));

        (await (await OpenAsync()).ReadAsync(None))["a"].ToString().ShouldBe("version 1");
        new SecretChange("a", "hidden", 1).ToString().ShouldBe("a, version 2");
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private const string Awkward = "a: \"b\"\n# 'ü' {x} \u0001 \\ 🦊";

    private async Task WriteAsync(params SecretChange[] changes) => await (await OpenAsync()).WriteAsync([.. changes], None);

    private async Task<ISecretStore> OpenAsync()
    {
        var environment = new GitLabEnvironment
        {
            Name = "test",
            Directory = Folder,
            Edition = GitLabEdition.Ee,
            Version = GitLabVersion.Parse("18.2.8"),
            ExternalUrl = new Uri("http://gitlab.example.com"),
            Provider = Provider.Hosts,
            Roles = RoleCatalog.Known.Traits,
            Groups = [],
            Secrets = await SettingsAsync(),
        };
        return SecretStoreFactory.For(environment, Path.Combine(Folder, "state"));
    }

    /// <summary>Makes an identity of age and returns its public key.</summary>
    protected async Task<string> KeyAsync(string name)
    {
        var path = Path.Combine(Folder, name);
        if (!File.Exists(path)) await Program.Of("age-keygen", "-o", path).RunAsync(None);
        return (await Program.Of("age-keygen", "-y", path).RunAsync(None)).Output.Trim();
    }
}
