using GitLabHa.Operations.Secrets;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IRotateSecret : IHazEnvironment
{
    [Parameter("The secrets that RotateSecret replaces, separated by commas", Name = "secret", Separator = ",")]
    string[]? SecretsToRotate => TryGetValue(() => SecretsToRotate);

    [Parameter("RotateSecret replaces all secrets that it can", Name = "all")]
    bool AllSecrets => TryGetValue<bool?>(() => AllSecrets) ?? false;

    Target RotateSecret => _ => _
        .Description("Replaces secrets of a running site, node by node, while both values are valid")
        .Executes(async () =>
        {
            var operation = new RotateSecretOperation(Session, [.. SecretsToRotate ?? []], AllSecrets);
            await Session.RunAsync(operation);
            ReportSummary(_ => _.AddPair("Secrets", $"{operation.Replaced} replaced"));
        });
}
