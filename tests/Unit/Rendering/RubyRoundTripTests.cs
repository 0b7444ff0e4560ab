using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Tests.Unit.Rendering;

public sealed class RubyRoundTripTests
{
    /// <summary>Hostile strings come back from a real Ruby as they went in.</summary>
    [Fact]
    public void Any_string_survives_a_real_Ruby()
    {
        var strings = Gen.Sample(
            Gen.ArrayOf(Gen.OneOf(Gen.Choose(1, 0x24F), Gen.Elements((int)'\'', '\\', '#', '{', '}', '\n', '\r', '"', '$', '`')), 40), 300)
            .Select(x => string.Concat(x.Select(c => (char)c)))
            .ToArray();
        var literal = RubyLiteral.Write(RubyValue.List(strings)).Masked;

        var back = JsonSerializer.Deserialize<string[]>(Ruby($"require 'json'\nprint JSON.generate({literal})"));

        back.ShouldBe(strings);
    }

    private static string Ruby(string program)
    {
        var start = new ProcessStartInfo("ruby", ["-Ku", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(program);
        process.StandardInput.Close();
        return process.StandardOutput.ReadToEnd();
    }
}
