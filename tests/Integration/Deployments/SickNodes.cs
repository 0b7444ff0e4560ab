using System.Globalization;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>What a failed test tells of its machines: the sick ones and their logs, and whether trying again can help.</summary>
internal static class SickNodes
{
    // Per processor: beyond it daemons miss their own deadlines.
    private const double BusyLoad = 4;

    // A service that is down or has just been started, with its last lines; of a node that the tool complains of, all services' last lines.
    private const string Script = """
        for service in /opt/gitlab/service/*; do
          [ -d "$service" ] || continue
          status=$(sv status "$service")
          seconds=$(echo "$status" | sed -n 's/^run: [^)]*) \([0-9]*\)s.*/\1/p')
          [ "$1" = all ] || [ "${seconds:-0}" -lt 20 ] || continue
          echo "$status"; tail -n 12 "/var/log/gitlab/${service##*/}/current" 2>/dev/null | cut -c 1-240 | sed 's/^/  | /'
        done
        """;

    internal static string Tell(Machines machines, string output)
    {
        try
        {
            return TellAsync(machines, output).GetAwaiter().GetResult();
        }
        catch (ShouldAssertException exception)
        {
            return $"What its machines look like cannot be told: {exception.Message}";
        }
    }

    private static async Task<string> TellAsync(Machines machines, string output)
    {
        var nodes = await machines.NodesAsync();
        var stories = await Task.WhenAll(nodes.Select(x => StoryAsync(machines, x, Complains(output, x))));
        var sick = nodes.Zip(stories).Where(x => x.Second.Length > 0).Select(x => $"── {x.First}\n{x.Second.TrimEnd()}");
        return string.Join('\n', sick.Append(Advice()));
    }

    private static async Task<string> StoryAsync(Machines machines, string node, bool all)
    {
        var state =
            (await Machines.DockerAsync("inspect", "--format",
            "{{.State.Status}}, exit code {{.State.ExitCode}}, out of memory: {{.State.OOMKilled}}", machines.NameOf(node))).Trim();
        return state.StartsWith("running", StringComparison.Ordinal)
            ? await Machines.DockerAsync("exec", machines.NameOf(node), "sh", "-c", Script, "sick", all ? "all" : "sick")
            : state;
    }

    private static bool Complains(string output, string node) => output.Split('\n').Any(x =>
        x.TrimStart().StartsWith($"where: {node}", StringComparison.Ordinal)
        || (x.Contains("unhealthy: ", StringComparison.Ordinal) && x.Split([' ', ',', '(', ')']).Contains(node)));

    private static string Advice()
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        return $"load {load:0.0} on {Environment.ProcessorCount} processors: "
            + (load > BusyLoad * Environment.ProcessorCount
                ? "this machine was busy, so trying again when it is quiet can help"
                : "this machine was not busy, so trying again will hardly help");
    }
}
