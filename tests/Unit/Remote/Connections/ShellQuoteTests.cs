using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Unit.Remote.Connections;

public sealed class ShellQuoteTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(id) `id` \"x\" \\ !", "'$(id) `id` \"x\" \\ !'")]
    public void A_word_is_single_quoted(string text, string word) => ShellQuote.Word(text).ShouldBe(word);

    [Fact]
    public void A_word_cannot_hold_nul() => Should.Throw<ArgumentException>(() => ShellQuote.Word("a\0b"));

    // A real sh reads many generated words per run; one process for each would take minutes.
    [Fact(Timeout = 60_000)]
    public async Task A_real_shell_reads_back_every_word()
    {
        var words = Words().Sample(2000, 30).ToArray();
        var script = $"printf '%s\\0' {ShellQuote.Line(words)}";

        var result = await Program.Of("sh").WithInput(script).RunAsync(CancellationToken.None);

        result.Output.Split('\0')[..^1].ShouldBe(words);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_line_inside_a_command_line_survives_both_shells()
    {
        var words = Words().Sample(200, 20).ToArray();
        var inner = $"printf '%s\\0' {ShellQuote.Line(words)}";
        var outer = ShellQuote.Line(["sh", "-c", inner]);

        var result = await Program.Of("sh").WithInput(outer).RunAsync(CancellationToken.None);

        result.Output.Split('\0')[..^1].ShouldBe(words);
    }

    private static Gen<string> Words()
    {
        var nasty = Gen.Elements(
            "'", "\"", "\\", "$", "`", "\n", "\r", "\t", " ", "*", "!", "#", ";", "&", "\u007f", "\u0001", "é", "‹", "日", "🦊", "-");
        var character = Gen.Choose(1, 0xD7FF).Select(x => ((char)x).ToString());
        return Gen.ArrayOf(Gen.OneOf(nasty, character)).Select(x => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(x))));
    }
}
