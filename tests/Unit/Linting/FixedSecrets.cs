using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Unit.Linting;

/// <summary>Gives every name a secret of its own.</summary>
internal sealed class FixedSecrets : ISecretSource
{
    public Secret Get(string name) => new(name, $"value-of-{name.Replace('_', '-')}");
}
