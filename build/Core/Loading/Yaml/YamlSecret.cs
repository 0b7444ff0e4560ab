namespace GitLabHa.Core.Loading.Yaml;

/// <summary>A reference to a secret of the environment's store: <c>!secret smtp_password</c>.</summary>
internal sealed record YamlSecret(Place Place, string Name) : YamlValue(Place)
{
    public const string Tag = "!secret";

    public override string Kind => $"{Tag} {Name}";
}
