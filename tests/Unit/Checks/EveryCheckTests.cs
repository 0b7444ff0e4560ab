using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;

namespace GitLabHa.Tests.Unit.Checks;

public sealed class EveryCheckTests
{
    private static readonly string[] Garbage =
    [
        "lorem ipsum", "{}", "[]", "{\"members\": 7}", "||||", "<html><body>502 Bad Gateway</body></html>", "\u0000\u0001\u001b[31m",
        "null",
        "OK", "0", "{\"a\":\nhttp_code=200", "a|b|c|d\n1|2|3|4", "run:", "http_code=xyz",
    ];

    public static TheoryData<string> Ids => Catalogue.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Garbage_is_unknown_and_never_healthy(string id)
    {
        foreach (var text in Garbage)
        {
            var verdict = Interpret(id, new CommandResult(0, text, ""));

            verdict.Health.ShouldBe(Health.Unknown, $"'{text}': {verdict.Evidence}");
            verdict.Advice.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_empty_answer_is_unknown_whatever_the_exit_code(string id)
    {
        foreach (var exit in (int[])[0, 1, 2, 7])
            Interpret(id, new CommandResult(exit, " \n", "")).Health.ShouldBe(Health.Unknown);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_unreachable_node_is_unknown_and_says_why(string id)
    {
        var verdict = Interpret(id, new CommandResult(CommandResult.Unreachable, "", "ssh: connect to host: No route to host"));

        verdict.Health.ShouldBe(Health.Unknown);
        verdict.Evidence.ShouldContain("No route to host");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_timeout_is_unknown_even_when_half_an_answer_came(string id)
    {
        var verdict = Interpret(id, new CommandResult(CommandResult.TimedOut, "run: consul: (pid 1) 2s", ""));

        verdict.Health.ShouldBe(Health.Unknown);
        verdict.Evidence.ShouldContain("no answer in time");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_missing_program_is_unknown(string id) =>
        Interpret(id, new CommandResult(127, "sh: 1: exec: gitlab-ctl: not found", "")).Health.ShouldBe(Health.Unknown);

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_a_node_echoes_of_a_secret_is_masked(string id)
    {
        var probes = Catalogue.Of(id).Probes;
        if (probes.All(x => x.Command.Input is null)) return;

        var verdict = Interpret(id, new CommandResult(0, $"it said {SampleSite.Canary}", $"and {SampleSite.Canary}"));

        verdict.ToString().ShouldNotContain(SampleSite.Canary);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void No_secret_stands_in_a_script_or_an_argument(string id)
    {
        foreach (var command in Catalogue.Of(id).Probes.Select(x => x.Command))
        {
            string.Join(' ', [command.Script, command.Display, .. command.Arguments]).ShouldNotContain(SampleSite.Canary);
            command.ToString().ShouldNotContain(SampleSite.Canary);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Curl_does_not_read_the_login_s_curlrc(string id)
    {
        foreach (var command in Catalogue.Of(id).Probes.Select(x => x.Command))
            Regex.Matches(command.Script, @"(?<=^|[\s(`])curl(?! -q\b)(?= -)", RegexOptions.Multiline).ShouldBeEmpty(command.Script);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void It_has_a_title_a_known_component_and_a_probe(string id)
    {
        var check = Catalogue.Of(id);

        check.Title.ShouldNotBeNullOrWhiteSpace();
        Components.All.ShouldContain(check.Component);
        check.Probes.ShouldNotBeEmpty();
        check.Probes.ShouldAllBe(x => x.Command.Timeout > TimeSpan.Zero);
    }

    private static Verdict Interpret(string id, CommandResult result)
    {
        var check = Catalogue.Of(id);
        return check.Interpret([.. check.Probes.Select(x => new ProbeResult(x.Node, result))]);
    }
}
