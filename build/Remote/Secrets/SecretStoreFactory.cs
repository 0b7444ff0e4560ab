using System.Diagnostics;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Secrets;

/// <summary>Gives the secret store of an environment; a new kind is one line here.</summary>
public static class SecretStoreFactory
{
    /// <summary>The store that the environment names.</summary>
    public static ISecretStore For(GitLabEnvironment environment, string stateDirectory) => environment.Secrets.Store switch
    {
        SecretStoreKind.File => new FileSecretStore(new PlainSecretFile(Path.Combine(stateDirectory, "secrets.yml"))),
        SecretStoreKind.Age => new FileSecretStore(new AgeSecretFile(environment)),
        var other => throw new UnreachableException($"no secret store {other}"),
    };
}
