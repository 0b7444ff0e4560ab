using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Integration.Connections;

public sealed class SshNetContractTests(SshServer server) : ConnectionContract, IClassFixture<SshServer>
{
    protected override IConnection Connect(string name) => server.Connect(name, SshServer.OverSshNet);

    protected override string Log() => File.ReadAllText(server.LogFile);
}
