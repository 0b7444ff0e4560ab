using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;

namespace GitLabHa.Tests.Unit.Checks;

/// <summary>What an advice names can be run: targets and parameters of this tool, and commands that nodes have.</summary>
public sealed partial class AdviceTests
{
    // Of omnibus-ctl, and of the package's own files/gitlab-ctl-commands and gitlab-ctl-commands-ee.
    private static readonly string[] GitlabCtl =
        ["reconfigure", "restart", "start", "status", "stop", "tail", "patroni", "pg-upgrade", "revert-pg-upgrade", "pgb-console",
            "pgb-kill", "pgb-notify", "pgb-resume", "pgb-suspend", "praefect", "pg-password-md5", "get-redis-master"];

    private static readonly string[] OfTheEngine = ["--help", "--generate-schema", "--root"];

    private static readonly string[] Folders = ["build", "roles"];

    private static readonly string[] Patroni =
        ["bootstrap", "check-leader", "check-replica", "check-standby-leader", "failover", "members", "pause", "reinitialize-replica",
            "reload", "restart", "resume", "switchover"];

    public static TheoryData<string, string> Sources()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Folders.SelectMany(x => Directory.EnumerateFiles(Path.Combine(Root(), x), "*.cs", SearchOption.AllDirectories))
            .Where(x => !x.Contains("/obj/", StringComparison.Ordinal)))
            foreach (var call in Calls().Matches(File.ReadAllText(file)).Select(x => x.Value).Distinct())
                data.Add(Path.GetFileName(file), call);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_call_of_this_tool_that_a_message_names_is_one(string file, string call)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), ".nuke", "build.schema.json")));
        var definitions = json.RootElement.GetProperty("definitions");
        var targets = definitions.GetProperty("ExecutableTarget").GetProperty("enum").EnumerateArray().Select(x => x.GetString()).ToArray();
        var parameters = json.RootElement.GetProperty("allOf")[0].GetProperty("properties").EnumerateObject()
            .Select(x => x.Name.ToUpperInvariant()).ToArray();
        var words = call.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToArray();

        if (char.IsAsciiLetterUpper(words[0][0])) targets.ShouldContain(words[0], file);
        foreach (var option in words.Where(x => x.StartsWith("--", StringComparison.Ordinal)).Except(OfTheEngine))
            parameters.ShouldContain(option.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant(), $"{file}: {call}");
    }

    [Fact]
    public void The_calls_are_found() => Sources().Count.ShouldBeGreaterThan(15);

    [Fact]
    public void Every_command_of_the_package_that_a_check_advises_exists()
    {
        foreach (var (check, advice) in Advices())
            foreach (Match command in Commands().Matches(advice))
            {
                var words = command.Value.TrimEnd('.', ';', ',').Split(' ');
                GitlabCtl.ShouldContain(words[1].TrimEnd('.', ';', ','), $"{check}: {advice}");
                if (words[1] == "patroni") Patroni.ShouldContain(words[2].TrimEnd('.', ';', ','), $"{check}: {advice}");
            }
    }

    // Nobody knows another machine's folder from within a check.
    [Fact]
    public void An_advice_to_run_this_tool_says_for_which_environment()
    {
        foreach (var (check, advice) in Advices())
            foreach (Match call in Calls().Matches(advice))
                call.Value.ShouldContain("--env NAME", customMessage: $"{check}: {advice}");
    }

    /// <summary>The advice of every recorded answer, by check.</summary>
    internal static IEnumerable<(string Check, string Advice)> Advices() =>
        from check in Catalogue.All
        from file in Directory.EnumerateFiles(Path.Combine(Recording.Folder(), check.Id), "*.txt")
        let verdict = check.Interpret(Recording.Load(check.Id, Path.GetFileNameWithoutExtension(file)).Replay(check))
        where verdict.Advice is not null
        select (check.Id, verdict.Advice);

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [GeneratedRegex(@"\./build\.sh (?:[A-Z][A-Za-z]+|--[a-z-]+)(?: (?:--[a-z-]+|NAME|\{[\w.]+\}|[a-z0-9-]+|…)(?![A-Za-z]))*")]
    private static partial Regex Calls();

    [GeneratedRegex(@"gitlab-ctl [a-z0-9-]+(?: [a-z-]+)?")]
    private static partial Regex Commands();
}
