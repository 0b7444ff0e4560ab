namespace GitLabHa.Core.Secrets;

/// <summary>Where a role gets the secrets it needs; a store generates what is asked for the first time.</summary>
public interface ISecretSource
{
    /// <summary>The environment's secret of that name, e.g. <c>redis_password</c>.</summary>
    Secret Get(string name);
}
