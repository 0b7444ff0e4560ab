using GitLabHa.Core.Drilling;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class SymptomProbeTests
{
    private const string Haproxy = "# pxname,svname,status\npgbouncer,postgres-1,UP\npgbouncer,postgres-2,STATUS\nhttp_code=200\n";

    [Theory]
    [InlineData("10.0.0.12\nmaster", "10.0.0.12\nmaster", null, "10.0.0.12")]
    [InlineData("10.0.0.12\ns_down,o_down,master", "10.0.0.12\nmaster", "redis-1: the master is s_down,o_down,master", null)]
    [InlineData("10.0.0.13\nmaster", "10.0.0.12\nmaster", null, null)]
    [InlineData("10.0.0.13\nmaster", "10.0.0.13\nmaster", null, "10.0.0.13")]
    [InlineData("10.0.0.13\nmaster", "", null, null)]
    [InlineData("(error) garbage", "Could not connect", null, null)]
    public void A_new_master_is_who_all_other_sentinels_name_and_call_alive(string one, string other, string? noticed, string? leader) =>
        Look("redis-master-killed", one, other).ShouldBe(new Symptom(noticed, leader));

    [Theory]
    [InlineData("""{"members": [{"name": "postgres-2", "host": "10.0.0.22", "role": "leader", "state": "running"}]}""", null, "10.0.0.22")]
    [InlineData("""{"members": [{"name": "postgres-2", "host": "10.0.0.22", "role": "replica", "state": "running"}]}""",
        "postgres-2: no node leads", null)]
    [InlineData("""{"members": [{"name": "postgres-2", "host": "10.0.0.22", "role": "leader", "state": "starting"}]}""",
        "postgres-2: the leader is 'starting'", null)]
    [InlineData("curl: (7) Failed to connect", null, null)]
    public void A_new_leader_of_the_database_is_who_patroni_names_and_runs(string answer, string? noticed, string? leader) =>
        Look("postgres-leader-killed", answer).ShouldBe(new Symptom(noticed, leader));

    [Theory]
    [InlineData("\"10.0.0.11:8300\"\nhttp_code=200\n", null, "10.0.0.11")]
    [InlineData("\"\"\nhttp_code=200\n", "redis-1: no leader", null)]
    [InlineData("No cluster leader\nhttp_code=500\n", "redis-1: no leader", null)]
    public void A_new_leader_of_consul_is_who_all_other_servers_name(string answer, string? noticed, string? leader) =>
        Look("consul-server-killed", answer, answer).ShouldBe(new Symptom(noticed, leader));

    [Theory]
    [InlineData("UP", null)]
    [InlineData("UP 1/3", null)]
    [InlineData("DOWN", "lb-1: pgbouncer/postgres-2 is DOWN")]
    public void What_needs_no_election_is_noticed_by_the_load_balancer(string status, string? noticed) =>
        Look("pgbouncer-killed", Haproxy.Replace("STATUS", status, StringComparison.Ordinal)).ShouldBe(new Symptom(noticed, null));

    private static Symptom Look(string scenario, params string[] answers)
    {
        var targets = Drills.Targets(scenario);
        return Drills.Scenario(scenario).Symptoms.Interpret(targets.Observers.Zip(answers), targets.Victims);
    }
}
