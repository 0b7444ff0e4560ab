namespace GitLabHa.Core.Loading.Yaml;

/// <summary>Stands where something was refused already, so that it is not reported twice.</summary>
internal sealed record YamlBroken(Place Place) : YamlValue(Place)
{
    public override string Kind => "nothing readable";
}
