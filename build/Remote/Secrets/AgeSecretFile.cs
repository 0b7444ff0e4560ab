using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;

namespace GitLabHa.Remote.Secrets;

/// <summary>A file encrypted by age in the environment's folder.</summary>
internal sealed class AgeSecretFile(GitLabEnvironment environment) : ISecretFile
{
    private readonly SecretStoreSettings _settings = environment.Secrets;
    private readonly Age _age = new(environment);

    public string Path { get; } = System.IO.Path.Combine(environment.Directory, "secrets.yml.age");

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path)) return null;
        var result = await _age.Decrypt(Path).RunAsync(cancellationToken);
        return result.Succeeded ? result.Output : throw CannotRead(result.Error);
    }

    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        var result = await _age.Encrypt("--armor").WithInput(text).RunAsync(cancellationToken);
        if (!result.Succeeded)
            throw new OperatorException(
                $"the secret store cannot be encrypted: {Age.FirstLine(result.Error)}",
                Path,
                "correct secrets.recipients in environment.yml");
        await PrivateFiles.WriteAsync(Path, result.Output, isPrivate: false, cancellationToken);
    }

    private OperatorException CannotRead(string error) => error.Contains("no identity matched", StringComparison.Ordinal)
        ? new("the secret store is not encrypted to your identity", Path,
            "ask another operator to add your public key (age-keygen -y IDENTITY) to secrets.recipients and re-encrypt")
        : new($"the secret store cannot be decrypted: {Age.FirstLine(error)}", Path, "restore the file from git, or fix what age names");
}
