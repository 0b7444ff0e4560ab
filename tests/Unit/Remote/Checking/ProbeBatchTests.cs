using System.Diagnostics;
using System.Runtime.Versioning;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Checking;

namespace GitLabHa.Tests.Unit.Remote.Checking;

/// <summary>Questions that are asked together get the answers that each gets alone; a real shell runs them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProbeBatchTests
{
    [Fact]
    public async Task Each_question_has_its_own_output_error_exit_code_arguments_and_input()
    {
        Command[] commands =
        [
            Of("printf 'no line end'"),
            Of("echo out; echo err >&2; exit 3"),
            Of("for x; do echo \"<$x>\"; done", "a b", "it's \"quoted\" $HOME", ""),
            Of("IFS= read -r one; cat; echo \"one=$one\"") with { Input = SecretText.Of(
                $"{new Secret("password", "p'a$(x)`y`\\ ss")}\nsecond\n") },
            Of("cat; echo end"),
            Of("kill -9 $$"),
            Of("echo \"$0\""),
            Of("exec 2>&1\nno-such-program"),
            Of("IFS= read -r two; echo \"two=$two\"") with { Input = "x\n" },
            Of(""),
        ];

        var answers = await AskAsync(commands);

        answers.Select(x => (x!.ExitCode, x.Output, x.Error)).Take(6).ShouldBe(
        [
            (0, "no line end", ""), (3, "out\n", "err\n"), (0, "<a b>\n<it's \"quoted\" $HOME>\n<>\n", ""),
            (0, "second\none=p'a$(x)`y`\\ ss\n", ""), (0, "end\n", ""), (137, "", ""),
        ]);
        answers[6]!.Output.ShouldBe("the-run\n");
        (answers[7]!.ExitCode, answers[7]!.Output.Contains("not found", StringComparison.Ordinal)).ShouldBe((127, true));
        (answers[8]!.Output, answers[9]!.ExitCode).ShouldBe(("two=x\n", 0));
    }

    [Fact]
    public async Task A_question_that_hangs_times_out_alone()
    {
        var answers = await AskAsync([Of("echo begun; sleep 60") with { Timeout = TimeSpan.FromSeconds(1) }, Of("echo quick")]);

        answers.Select(x => (x!.ExitCode, x.Output)).ShouldBe([(CommandResult.TimedOut, "begun\n"), (0, "quick\n")]);
    }

    [Fact]
    public async Task More_than_are_asked_at_once_are_all_answered()
    {
        var answers = await AskAsync([.. Enumerable.Range(0, 30).Select(x => Of($"echo {x}"))]);

        answers.Select(x => x!.Output.Trim()).ShouldBe(Enumerable.Range(0, 30).Select(x => $"{x}"));
    }

    [Fact]
    public void What_an_answer_lacks_is_asked_alone()
    {
        var batch = new ProbeBatch([Of("a"), Of("b"), Of("c")]);
        var token = batch.Command.Arguments[0];

        batch.Read(new CommandResult(1, "mktemp: failed", "")).ShouldBe([null, null, null]);
        batch.Read(new CommandResult(143, $"\n{token} answer 1 0\nwhole\n{token} error\n\n{token} end\n\n{token} answer 2 0\nbroken o", ""))
            .Select(x => x?.Output).ShouldBe([null, "whole", null]);
        batch.Read(new CommandResult(0, $"\n{token} answer 7 0\nx\n{token} error\n\n{token} end\n", "")).ShouldBe([null, null, null]);
        batch.Read(new CommandResult(0, new string('x', 300_000), "")).ShouldBe([null, null, null]);
    }

    [Fact]
    public void A_node_that_cannot_be_asked_answers_none()
    {
        var unreachable = new CommandResult(CommandResult.Unreachable, "", "connection refused");

        new ProbeBatch([Of("a"), Of("b")]).Read(unreachable).ShouldBe([unreachable, unreachable]);
    }

    [Fact]
    public void Long_questions_and_inputs_without_line_end_are_asked_alone()
    {
        ProbeBatch.Takes(Of("a") with { Timeout = TimeSpan.FromSeconds(20) }).ShouldBeTrue();
        ProbeBatch.Takes(Of("a") with { Timeout = TimeSpan.FromSeconds(21) }).ShouldBeFalse();
        ProbeBatch.Takes(Of("a") with { Timeout = TimeSpan.FromSeconds(20), Input = "x" }).ShouldBeFalse();
    }

    private static Command Of(string script, params string[] arguments) =>
        Command.Shell("ask", script, arguments) with { Timeout = TimeSpan.FromSeconds(20) };

    private static async Task<CommandResult?[]> AskAsync(Command[] commands)
    {
        var batch = new ProbeBatch(commands);
        var start = new ProcessStartInfo("sh", ["-c", batch.Command.Script, "the-run", .. batch.Command.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(batch.Command.Input?.Reveal() ?? "");
        shell.StandardInput.Close();
        var texts = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        texts[1].ShouldBeEmpty();
        return batch.Read(new CommandResult(shell.ExitCode, texts[0], texts[1]));
    }
}
