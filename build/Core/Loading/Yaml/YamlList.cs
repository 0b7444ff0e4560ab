namespace GitLabHa.Core.Loading.Yaml;

/// <summary>A list.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlValue> Items) : YamlValue(Place)
{
    public override string Kind => "a list";
}
