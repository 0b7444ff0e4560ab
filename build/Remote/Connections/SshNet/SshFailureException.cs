namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>Ends an attempt to connect with what the operator reads about it.</summary>
internal sealed class SshFailureException(SshFailure failure) : Exception(failure.ToString())
{
    public SshFailure Failure => failure;
}
