using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Integration.Connections;

public sealed class OpenSshFailureTests(SshServer server) : SshFailureContract(server)
{
    protected override ConnectionSettings Over(ConnectionSettings settings) => settings with { Kind = ConnectionKind.OpenSsh };

    // ssh asks for the other types as well.
    protected override string OtherKeyType => "its host key changed";
}

public sealed class SshNetFailureTests(SshServer server) : SshFailureContract(server)
{
    protected override ConnectionSettings Over(ConnectionSettings settings) => SshServer.OverSshNet(settings);
}
