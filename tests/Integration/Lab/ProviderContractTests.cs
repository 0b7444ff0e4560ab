using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Integration.Lab;

/// <summary>Containers on this machine.</summary>
public sealed class LabProviderContractTests : ProviderContract
{
    protected override GitLabEnvironment Environment =>
        Site(Provider.Lab, new LabSettings { Subnet = "172.31.249.0/24", MemoryMiB = 256 }, "172.31.249");

    protected override bool MakesMachines => true;
}

/// <summary>Machines that exist already.</summary>
public sealed class HostsProviderContractTests : ProviderContract
{
    protected override GitLabEnvironment Environment => Site(Provider.Hosts, null, "192.0.2");

    protected override bool MakesMachines => false;
}
