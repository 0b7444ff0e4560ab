using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Secrets;

/// <summary>A file encrypted by age in the environment's folder; the plain text only ever goes through pipes.</summary>
internal sealed class AgeSecretFile(GitLabEnvironment environment) : ISecretFile
{
    private const string Install = "install age, e.g. apt-get install age";

    private readonly SecretStoreSettings _settings = environment.Secrets;

    public string Path { get; } = System.IO.Path.Combine(environment.Directory, "secrets.yml.age");

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path)) return null;
        // On the terminal: age asks for the passphrase of an identity that has one.
        var age = Program.Of("age", "--decrypt", "--identity", Identity(), Path) with { Install = Install, OnTerminal = true };
        var result = await age.RunAsync(cancellationToken);
        return result.Succeeded ? result.Output : throw CannotRead(result.Error);
    }

    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        if (_settings.Recipients.Count == 0)
            throw new OperatorException("the secret store has no recipients", environment.Directory, "name the age public keys of all operators under secrets.recipients (age-keygen -y IDENTITY prints one)");
        var recipients = _settings.Recipients.SelectMany(x => new[] { "--recipient", x });
        var age = Program.Of("age", ["--encrypt", "--armor", .. recipients]).WithInput(text) with { Install = Install };
        var result = await age.RunAsync(cancellationToken);
        if (!result.Succeeded)
            throw new OperatorException($"the secret store cannot be encrypted: {FirstLine(result.Error)}", Path, "mend secrets.recipients in environment.yml");
        await PrivateFiles.WriteAsync(Path, result.Output, isPrivate: false, cancellationToken);
    }

    public string HowToAdd(string name)
    {
        var recipients = string.Join(' ', _settings.Recipients.Select(x => $"-r {x}"));
        var old = File.Exists(Path) ? $"age -d -i {_settings.Identity} {Path}; " : "";
        return $"({old}echo '{name}: VALUE') | age -a {recipients} -o {Path}.new && mv {Path}.new {Path}";
    }

    private string Identity()
    {
        var identity = _settings.Identity ?? throw new OperatorException(
            "the secret store is encrypted, and no identity is named", Path, "name your age identity file under secrets.identity in environment.yml");
        if (identity.StartsWith("~/", StringComparison.Ordinal))
            identity = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), identity[2..]);
        identity = System.IO.Path.Combine(environment.Directory, identity);
        return File.Exists(identity) ? identity : throw new OperatorException(
            "the age identity is missing", identity, "put your identity there (age-keygen makes one; another operator must then add its public key to secrets.recipients and re-encrypt)");
    }

    private OperatorException CannotRead(string error) => error.Contains("no identity matched", StringComparison.Ordinal)
        ? new("the secret store is not encrypted to your identity", Path, "ask another operator to add your public key (age-keygen -y IDENTITY) to secrets.recipients and re-encrypt")
        : new($"the secret store cannot be decrypted: {FirstLine(error)}", Path, "restore the file from git, or mend what age names");

    private static string FirstLine(string error) => error.Trim().Split('\n')[0];
}
