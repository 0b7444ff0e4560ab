namespace GitLabHa.Core.Model;

/// <summary>The edition, named as in the package's name.</summary>
public enum GitLabEdition
{
    /// <summary>gitlab-ee.</summary>
    Ee,

    /// <summary>gitlab-ce.</summary>
    Ce,
}
