using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Integration.Connections;

public sealed class OpenSshContractTests(SshServer server) : ConnectionContract, IClassFixture<SshServer>
{
    protected override IConnection Connect(string name) => server.Connect(name);

    protected override string Log() => File.ReadAllText(server.LogFile);
}
