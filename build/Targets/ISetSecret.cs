using GitLabHa.Operations.Secrets;
using Nuke.Common;

internal interface ISetSecret : IHazEnvironment
{
    [Parameter("The secret that SetSecret sets: the name that settings give after !secret", Name = "name")]
    string? SecretName => TryGetValue(() => SecretName);

    Target SetSecret => _ => _
        .Description("Puts a secret that only you know into the store; the value is typed without echo, or piped")
        .Requires(() => SecretName)
        .Executes(() => Session.RunAsync(new SetSecretOperation(Session, SecretName!)));
}
