using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>Quorums that an operator overrides must still fit the number of nodes.</summary>
internal static class QuorumChecks
{
    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        Check(draft.Tree!.Find("settings"), RoleNames.Redis, roles, log);
        foreach (var group in draft.Groups)
            Check(group.SettingsTree, group.Has(RoleNames.RedisCache) ? RoleNames.RedisCache : RoleNames.Redis, roles, log);
    }

    private static void Check(YamlValue? settings, string redis, RoleIndex roles, ProblemLog log)
    {
        if (settings is not YamlMap map) return;
        var sentinels = roles.Count(redis);
        if (Number(map.Find("sentinel", "quorum")) is { } quorum && (quorum.Value < (sentinels / 2) + 1 || quorum.Value > sentinels))
            log.Add(quorum.Place, "settings.sentinel.quorum",
                $"expected from {(sentinels / 2) + 1} (a majority) to {sentinels} (all Sentinels), found {quorum.Value}");
        var servers = roles.Count(RoleNames.Consul);
        if (Number(map.Find("consul", "configuration", "bootstrap_expect")) is { } expect
            && (expect.Value < (servers / 2) + 1 || expect.Value > servers))
            log.Add(expect.Place, "settings.consul.configuration.bootstrap_expect",
                $"expected from {(servers / 2) + 1} (a majority) to {servers} (all consul nodes), found {expect.Value}");
    }

    private static (long Value, Place Place)? Number(YamlValue? value) =>
        value is YamlScalar scalar && CoreSchema.TypeOf(scalar) == ScalarType.Integer && CoreSchema.TryInteger(scalar.Text, out var number)
            ? (number, scalar.Place) : null;
}
