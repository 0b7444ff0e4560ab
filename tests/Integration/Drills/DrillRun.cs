using System.Text.Json;
using System.Xml.Linq;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

/// <summary>The reports of a drill that has been run.</summary>
internal sealed class DrillRun : IDisposable
{
    private readonly JsonDocument _json;

    private DrillRun(JsonDocument json) => _json = json;

    internal bool Passed => _json.RootElement.GetProperty("passed").GetBoolean();

    internal string Victims => Last.GetProperty("victims").GetString()!;

    internal double Outage => Last.GetProperty("outage_seconds").GetDouble();

    internal int Acknowledged => Last.GetProperty("acknowledged").GetInt32();

    internal int? Lost => Last.GetProperty("lost") is { ValueKind: JsonValueKind.Number } lost ? lost.GetInt32() : null;

    /// <summary>The kinds of its moments, in their order.</summary>
    internal string[] Moments => [.. Last.GetProperty("moments").EnumerateArray().Select(x => x.GetProperty("kind").GetString()!)];

    /// <summary>What was told of the first moment of a kind.</summary>
    internal string Told(string kind) =>
        Last.GetProperty("moments").EnumerateArray().First(x => x.GetProperty("kind").GetString() == kind).GetProperty("words")
            .GetString()!;

    private JsonElement Last => _json.RootElement.GetProperty("runs").EnumerateArray().Last();

    public void Dispose() => _json.Dispose();

    /// <summary>Reads what the tool kept; the picture and the text must be there too.</summary>
    internal static DrillRun Of(Deployment lab, string scenario)
    {
        var path = Path.Combine(lab.Artifacts, "drills", scenario);
        XDocument.Load(path + ".svg").Root!.Name.LocalName.ShouldBe("svg");
        File.ReadAllText(path + ".txt").ShouldContain(scenario);
        return new DrillRun(JsonDocument.Parse(File.ReadAllText(path + ".json")));
    }

    /// <summary>Nothing of a drill is left on any node.</summary>
    internal static async Task ShouldLeaveNothingAsync(Deployment lab)
    {
        foreach (var (node, left) in await lab.Machines.RunOnAllAsync(
            // Written so that it does not find itself.
            "ls -d /run/gitlab-ha-dril[l]* 2>/dev/null; pgrep -fa 'gitlab-ha-dril[l]'; iptables -w -S | grep DRILL; ps -eo stat=,args= | "
                + "grep '^T'; sv status /opt/gitlab/service/* 2>/dev/null | grep '^down'; true"))
            left.ShouldBeEmpty(node);
    }
}
