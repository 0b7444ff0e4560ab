using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Observing;

/// <summary>The one command that asks a node everything.</summary>
internal static class ObserveCommand
{
    public static Command For(DesiredNode desired) => new()
    {
        Script = EmbeddedScript.Of(typeof(ObserveCommand), "observe.sh"),
        Input = SecretText.Concat([.. Facts(desired), .. desired.Ensures.Select(Probe)]),
        Timeout = TimeSpan.FromSeconds(60),
        Display = "observe",
    };

    /// <summary>The packages whose versions are looked up.</summary>
    public static IEnumerable<string> Packages(DesiredNode desired) =>
        desired.GitLabPackage is { } package ? desired.Packages.Prepend(package.Name) : desired.Packages;

    private static IEnumerable<SecretText> Facts(DesiredNode desired)
    {
        foreach (var package in Packages(desired)) yield return $"package {package}\n";
        foreach (var file in desired.Files) yield return $"file {file.Content.Sha256} {file.Path}\n";
        foreach (var file in desired.SharedFiles) yield return $"shared - {file.Path}\n";
        if (RedisCluster.Of(desired.Node) is { } redis) yield return $"sentinel {desired.Node.Address} {redis.MasterName}\n";
        if (desired.Node.Has(RoleNames.Gitaly) || desired.Node.Has(RoleNames.Praefect)) yield return "storages\n";
        if (desired.Node.Has(RoleNames.Postgres)) yield return $"patroni {desired.Node.Address}\n";
    }

    // The script's arguments become its first line; its input may hold secrets and follows in lines of its own.
    private static SecretText Probe(Ensure ensure)
    {
        var script = $"set -- {ShellQuote.Line(ensure.Probe.Arguments)}\n{ensure.Probe.Script}";
        var input = ensure.Probe.Input;
        var inputLines = input is null ? 0 : input.Reveal().Count(x => x == '\n') + 1;
        var head = SecretText.Plain($"probe {script.Count(x => x == '\n') + 1} {inputLines}\n{script}\n");
        return input is null ? head : head + input + "\n";
    }
}
