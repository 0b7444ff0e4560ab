using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Integration.Secrets;

/// <summary>A private file of this machine.</summary>
public sealed class FileStoreContractTests : SecretStoreContract
{
    /// <inheritdoc />
    protected override Task<SecretStoreSettings> SettingsAsync() => Task.FromResult(new SecretStoreSettings());
}

/// <summary>A file that the real age program encrypts.</summary>
public sealed class AgeStoreContractTests : SecretStoreContract
{
    /// <inheritdoc />
    protected override async Task<SecretStoreSettings> SettingsAsync() =>
        new() { Store = SecretStoreKind.Age, Recipients = [await KeyAsync("one")], Identity = "one" };
}
