namespace GitLabHa.Core.Secrets;

/// <summary>Where a role gets the secrets it needs.</summary>
public interface ISecretSource
{
    /// <summary>Where the secrets are kept, for messages.</summary>
    string Place => "the secrets store";

    /// <summary>The names of those that this run generated and the store does not hold yet.</summary>
    IReadOnlySet<string> Generated => System.Collections.Immutable.ImmutableHashSet<string>.Empty;

    /// <summary>
    /// The environment's secret of that name, e.g. <c>redis_password</c>; one that is asked for the first time is generated.
    /// </summary>
    Secret Get(string name);

    /// <summary>The secrets that are being replaced.</summary>
    Rotation Rotation => Rotation.None;

    /// <summary>The secret of that name that only the operator knows, e.g. <c>smtp_password</c>: it is never generated.</summary>
    Secret Given(string name) => Get(name);
}
