namespace GitLabHa.Core.Loading.Yaml;

/// <summary>What YAML's core schema makes of a scalar.</summary>
internal enum ScalarType
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
}
