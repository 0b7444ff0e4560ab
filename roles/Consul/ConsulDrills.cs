using System.Collections.Immutable;
using System.Net;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>Drills of the Consul servers; what they mean shows in the database, whose leader holds its lock there.</summary>
internal static class ConsulDrills
{
    private static readonly SymptomProbe Servers = new()
    {
        Role = RoleNames.Consul,
        Question = _ => Http.Get($"http://127.0.0.1:{Ports.ConsulHttp}/v1/status/leader"),
        Read = Read,
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<Scenario> All { get; } =
    [
        Scenario.TakesOver(
            "consul-server-killed", RoleNames.Consul, FaultKind.Kill, Servers, 3, SiteClient.Database) with { Services = ["consul"] },
        Scenario.StandsStill("consul-quorum-lost", RoleNames.Consul, Servers, SiteClient.Database, "consul"),
    ];

    // "10.0.0.1:8300" with its quotes, or an empty text in quotes.
    private static Symptom Read(string output, ImmutableArray<Node> struck)
    {
        var address = Http.Parse(output).Body.Trim('"').Split(':')[0];
        return IPAddress.TryParse(address, out _) ? new Symptom(null, address) : new Symptom("no leader", null);
    }
}
