namespace GitLabHa.Core.Model;

/// <summary>A storage as Rails knows it: its name, and the Gitaly or Praefect that serves it.</summary>
public sealed record GitStorage(string Name, Endpoint Endpoint)
{
    /// <summary>The name that one storage of Rails must have.</summary>
    public const string Default = "default";
}
