namespace GitLabHa.Core.Loading.Yaml;

/// <summary>A value of a YAML file and where it is written.</summary>
internal abstract record YamlValue(Place Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}
