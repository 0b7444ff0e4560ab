namespace GitLabHa.Core.Model;

/// <summary>An address to talk to, whoever runs what listens there.</summary>
public sealed record Endpoint(string Host, int Port)
{
    /// <inheritdoc />
    public override string ToString() => $"{Host}:{Port}";
}
