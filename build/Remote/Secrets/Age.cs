using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Secrets;

/// <summary>The age program with an environment's recipients and identity; the plain text only ever goes through pipes.</summary>
public sealed class Age(GitLabEnvironment environment)
{
    /// <summary>What an encrypted file's name ends with.</summary>
    public const string Extension = ".age";

    private const string Install = "install age, e.g. apt-get install age";

    private readonly SecretStoreSettings _settings = environment.Secrets;

    /// <summary>Whether the environment has recipients to encrypt for.</summary>
    public bool IsUsed => _settings.Store == SecretStoreKind.Age;

    /// <summary>Encrypts a stream.</summary>
    public async Task EncryptAsync(Stream clear, Stream encrypted, CancellationToken cancellationToken)
    {
        var result = await (Encrypt() with { From = clear, Into = encrypted }).RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"age cannot encrypt: {FirstLine(result.Error)}", environment.Directory, "correct secrets.recipients in environment.yml");
    }

    /// <summary>Decrypts a stream.</summary>
    public async Task DecryptAsync(Stream encrypted, Stream clear, string where, CancellationToken cancellationToken)
    {
        var result =
            await (Program.Of("age", "--decrypt", "--identity", Identity(where)) with { Install = Install, From = encrypted, Into = clear })
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"age cannot decrypt: {FirstLine(result.Error)}",
                where,
                "name an identity it was encrypted to under secrets.identity in environment.yml");
    }

    /// <summary>Encrypts standard input.</summary>
    internal Program Encrypt(params ReadOnlySpan<string> options)
    {
        if (_settings.Recipients.Count == 0)
            throw new OperatorException(
                "the secret store has no recipients",
                environment.Directory,
                "name the age public keys of all operators under secrets.recipients (age-keygen -y IDENTITY prints one)");
        return Program.Of(
            "age",
            ["--encrypt", .. options, .. _settings.Recipients.SelectMany(x => new[] { "--recipient", x })]) with
        { Install = Install };
    }

    /// <summary>Decrypts a file. On the terminal: age asks for the passphrase of an identity that has one.</summary>
    internal Program Decrypt(string path) =>
        Program.Of("age", "--decrypt", "--identity", Identity(path), path) with { Install = Install, OnTerminal = true };

    internal static string FirstLine(string error) => error.Trim().Split('\n')[0];

    private string Identity(string where)
    {
        var identity = _settings.Identity ?? throw new OperatorException(
            "the secret store is encrypted, and no identity is named", where,
            "name your age identity file under secrets.identity in environment.yml");
        if (identity.StartsWith("~/", StringComparison.Ordinal))
            identity = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), identity[2..]);
        identity = Path.Combine(environment.Directory, identity);
        return File.Exists(identity) ? identity : throw new OperatorException(
            "the age identity is missing", identity,
            "put your identity there (age-keygen makes one; another operator must then add its public key to secrets.recipients and "
            + "re-encrypt)");
    }
}
