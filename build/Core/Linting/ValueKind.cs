namespace GitLabHa.Core.Linting;

/// <summary>What a value of gitlab.rb is; a setting may take several.</summary>
[Flags]
internal enum ValueKind
{
    None = 0,
    Boolean = 1,
    Number = 2,
    Port = 4,
    Text = 8,
    List = 16,
    Map = 32,
}
