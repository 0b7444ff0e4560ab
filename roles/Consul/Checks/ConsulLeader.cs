using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>All servers name the same leader.</summary>
public sealed partial record ConsulLeader(Topology Topology) : CrossCheck
{
    /// <inheritdoc />
    public override string Id => "consul.leader";

    /// <inheritdoc />
    public override string Component => Components.Consul;

    /// <inheritdoc />
    public override string Title => "all servers name the same leader";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes =>
        [.. Servers.Select(x => new Probe(x, Http.Get($"http://127.0.0.1:{Ports.ConsulHttp}/v1/status/leader")))];

    private ImmutableArray<Node> Servers => Topology.With(RoleNames.Consul);

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (x.Node, Http: Http.Parse(x.Output))).ToArray();
        if (said.FirstOrDefault(x => !Understood(x.Http)) is { Node: { } odd } strange)
            return Verdict.Unknown(
                $"{odd.Name} says: {Excerpt.Of(strange.Http.Body)}", "Ask by hand: curl 127.0.0.1:8500/v1/status/leader");
        var without = said.Where(x => Named(x.Http) is null).Select(x => x.Node.Name).ToArray();
        if (without.Length > 0)
            return Verdict.Unhealthy(
                $"{Excerpt.List(without)} knows no leader",
                "See that a majority of the servers run and reach each other: gitlab-ctl tail consul");
        var leaders = said.GroupBy(x => Named(x.Http)!, x => x.Node.Name).ToArray();
        return leaders.Length == 1
            ? Verdict.Healthy($"{Servers.NameOf(leaders[0].Key)} leads for all {said.Length}")
            : Verdict.Unhealthy(
                Excerpt.List(leaders.Select(x => $"{Servers.NameOf(x.Key)} for {Excerpt.List(x)}")),
                "The servers are split; look at their network and logs.");
    }

    private static bool Understood(Http http) => http.Status is 0 or >= 500 || (http.Status == 200 && Quoted().IsMatch(http.Body));

    private static string? Named(Http http) =>
        http.Status == 200 && Quoted().Match(http.Body).Groups[1].Value is { Length: > 0 } leader ? leader : null;

    [GeneratedRegex("\\A\"([0-9A-Za-z.:\\[\\]-]*)\"\\z")]
    private static partial Regex Quoted();
}
