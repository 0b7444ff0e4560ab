using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The answer to <c>INFO replication</c>. The program says slave where GitLab's documentation says replica, and both words
/// are accepted. Source: https://redis.io/docs/latest/commands/info/
/// </summary>
internal sealed partial record RedisInfo(
    bool IsMaster, string? Master, bool LinkUp, ImmutableArray<string> Online, ImmutableArray<string> Behind)
{
    /// <summary>Reads it, or null when it is no such answer.</summary>
    public static RedisInfo? Parse(string text)
    {
        var values = Line().Matches(text).DistinctBy(x => x.Groups[1].Value)
            .ToDictionary(x => x.Groups[1].Value, x => x.Groups[2].Value.Trim());
        var replicas = Replica().Matches(text);
        return values.GetValueOrDefault("role") switch
        {
            "master" => new(true, null, false, Addresses(replicas, online: true), Addresses(replicas, online: false)),
            "slave" or "replica" =>
                new(false, values.GetValueOrDefault("master_host"), values.GetValueOrDefault("master_link_status") == "up", [], []),
            _ => null,
        };
    }

    private static ImmutableArray<string> Addresses(MatchCollection replicas, bool online) =>
        [.. replicas.Where(x => x.Groups[2].Value == "online" == online).Select(x => x.Groups[1].Value)];

    [GeneratedRegex(@"^([a-z_0-9]+):([^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:slave|replica)\d+:ip=([^,]+),port=\d+,state=(\w+)", RegexOptions.Multiline)]
    private static partial Regex Replica();
}
