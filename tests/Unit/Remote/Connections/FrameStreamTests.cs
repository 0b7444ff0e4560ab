using System.Diagnostics;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Commands;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Connections;

public sealed class FrameStreamTests
{
    private const string Id = "gitlab-ha-0123";

    [Fact]
    public void Whatever_the_pieces_only_what_is_between_the_marks_is_passed_on() => Prop.ForAll(
        Gen.Choose(0, 255).Select(x => (byte)x).ArrayOf().Three().ToArbitrary(),
        Gen.Choose(1, 200).ToArbitrary(),
        (bytes, piece) =>
        {
            var (before, content, after) = bytes;
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            var (frame, taken) = Read(
                [.. before, .. Text($"{Id} out begin\n"), .. content, .. Text($"{Id} out end 3 {hash}\n"), .. after], piece);
            return frame is { Begun: true, Ended: true, Intact: true, ExitCode: 3 } && taken.SequenceEqual(content);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stream_that_breaks_off_anywhere_is_not_complete()
    {
        var all = Text($"{Id} out begin\ncontent{Id} out end 0 -\n");

        for (var length = 0; length < all.Length; length++)
            Read(all[..length], 7).Frame.ShouldSatisfyAllConditions(x => x.Ended.ShouldBeFalse(), x => x.Intact.ShouldBeFalse());
    }

    [Theory]
    [InlineData("gitlab-ha-0123 out en")]
    [InlineData("gitlab-ha-0123: 1: exec: gitlab-ctl: not found\n")]
    [InlineData("gitlab-ha-012gitlab-ha-0123 out begin\n")]
    public void Content_that_looks_like_a_mark_is_content(string content)
    {
        var (frame, taken) = Read(Text($"{Id} out begin\n{content}{Id} out end 0 -\n"), 3);

        frame.Ended.ShouldBeTrue();
        taken.ShouldBe(Text(content));
    }

    [Fact]
    public void A_byte_more_or_less_is_found_out()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData("data"u8));

        Read(Text($"{Id} out begin\ndata!{Id} out end 0 {hash}\n"), 100).Frame.Intact.ShouldBeFalse();
        Read(Text($"{Id} out begin\ndat{Id} out end 0 {hash}\n"), 100).Frame.Intact.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_beginning_of_a_mark_is_passed_on_at_once()
    {
        using var taken = new MemoryStream();
        await using var frame = new FrameStream(Id, taken);

        await frame.WriteAsync(Text($"noise{Id} out begin\nprogress"));

        taken.ToArray().ShouldBe(Text("progress"));
    }

    [Theory]
    [InlineData("x err begin\nwarn\nx err end\nbye", "warn\n")]
    [InlineData("bannerx err begin\nx err end\n", "")]
    [InlineData("x err begin\nbroke off", "broke off")]
    [InlineData("banner", null)]
    public void Standard_error_is_what_is_between_its_marks(string text, string? expected) =>
        FrameText.Between(text, "x").ShouldBe(expected);

    [Theory(Timeout = 30_000)]
    [InlineData("/bin/sh")]
    [InlineData("/bin/bash")]
    public async Task A_line_gives_its_command_to_any_login_shell_as_it_is(string shell)
    {
        var line =
            new RemoteLine
            {
                Command = Command.Shell("test", "printf '%s|' \"$@\"; cat; exit 7", "it's", "a\nb",
            "$x") with
                { Timeout = TimeSpan.FromSeconds(20) },
                HasInput = true,
                Hashed = true
            };
        var start = new ProcessStartInfo(
            shell, ["-c", line.ToString()])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(line.InputMark + "input");
        process.StandardInput.Close();
        using var taken = new MemoryStream();
        await using var frame = new FrameStream(line.Id, taken);
        await process.StandardOutput.BaseStream.CopyToAsync(frame);
        await process.WaitForExitAsync();

        (frame.ExitCode, frame.Intact, process.ExitCode).ShouldBe((7, true, 7));
        taken.ToArray().ShouldBe(Text("it's|a\nb|$x|input"));
    }

    private static (FrameStream Frame, byte[] Taken) Read(byte[] all, int piece)
    {
        using var taken = new MemoryStream();
        using var frame = new FrameStream(Id, taken);
        foreach (var part in all.Chunk(piece)) frame.Write(part, 0, part.Length);
        return (frame, taken.ToArray());
    }

    private static byte[] Text(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
