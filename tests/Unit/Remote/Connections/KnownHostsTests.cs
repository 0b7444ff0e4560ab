using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Connections;

public sealed class KnownHostsTests : IDisposable
{
    // Real keys: ssh-keygen passes over lines whose keys it cannot read.
    private static readonly string[] Keys =
    [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDQkgDRCGo2s0bVQ1eNrTpIxxcKZ5LIPzfpBzrcxQ1kp",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
    ];

    private static readonly string[] Names =
        ["node-1", "node-2", "10.0.0.1", "10.0.0.12", "gitlab.example.com", "[node-1]:2222", "[10.0.0.1]:22"];

    private static readonly string[] Patterns =
    [
        .. Names, "*", "node-?", "10.0.0.*", "*.example.com", "!node-2", "!10.0.0.1?", "[node-*]:2222", "NODE-1", "GitLab.Example.Com",
        "**", "?*", "*-*1", "a,,b", "node",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-known-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_found_of_a_host_is_what_ssh_keygen_finds()
    {
        var line =
            from marker in Gen.Elements("", "", "", "", "@revoked ", "@cert-authority ", "# ", "@unknown ")
            from hosts in Gen.NonEmptyListOf(Gen.Elements(Patterns))
            from key in Gen.Elements(Keys)
            from separator in Gen.Elements(" ", "  ", "\t")
            from comment in Gen.Elements("", " comment", " two words", " ")
            from indent in Gen.Elements("", "", "", "  ", "\t")
            select $"{indent}{marker}{string.Join(',', hosts.Take(3))}{separator}{key}{comment}";
        var files =
            from lines in Gen.ListOf(line)
            from end in Gen.Elements("\n", "")
            from hashed in Gen.Elements(false, true)
            select (Text: string.Join('\n', lines) + end, Hashed: hashed);

        Prop.ForAll(files.ToArbitrary(), x => Agree(x.Text, x.Hashed)).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Theory]
    [InlineData("node-1", null, "[node-1]:2222 K0", "")]
    [InlineData("node-1", 2222, "[node-1]:2222 K0", "K0")]
    [InlineData("node-1", 2222, "node-1 K0", "K0")]
    [InlineData("node-1", 2222, "node-1 K0\n[node-1]:2222 K1", "K1")]
    [InlineData("node-1", 22, "node-1 K0\nnode-1 K1\nnode-1 K0", "K0 K1")]
    [InlineData("NODE-1", null, "Node-1 K0", "K0")]
    [InlineData("node-1", null, "node-1", "")]
    [InlineData("node-1", null, "node-1 1024 65537 123456", "")]
    [InlineData("node-1", null, "|1|nonsense K0\n|2|AAAA|AAAA K0\n|1|!|! K0", "")]
    public void Keys_are_found_by_name_and_port(string host, int? port, string text, string expected)
    {
        var found = KnownHosts.Parse(Filled(text)).Of(host, port).Keys.Select(x => $"K{Array.IndexOf(Keys, x.ToString())}");

        string.Join(' ', found).ShouldBe(expected);
    }

    [Theory]
    [InlineData("node-1 K0", "K0", null)]
    [InlineData("node-1 K0", "K1", "its host key changed")]
    [InlineData("node-1 K0\n@revoked * K0", "K0", "its host key is revoked")]
    [InlineData("[node-1]:2222 K0\n@revoked node-1 K0", "K0", "its host key is revoked")]
    [InlineData("node-1 K0\n@revoked node-2 K0", "K0", null)]
    [InlineData("@cert-authority node-1 K0", "K0", "its host key changed")]
    public void A_key_is_judged(string text, string shown, string? reason)
    {
        var pins = KnownHosts.Parse(Filled(text)).Of("node-1", 2222);

        var failure = pins.Judge(Convert.FromBase64String(Filled(shown).Split(' ')[1]));

        (failure?.Reason).ShouldBe(reason);
    }

    private static string Filled(string text) =>
        text.Replace("K0", Keys[0], StringComparison.Ordinal).Replace("K1", Keys[1], StringComparison.Ordinal);

    private void Agree(string text, bool hashed)
    {
        var file = Path.Combine(_folder, "known_hosts");
        File.WriteAllText(file, text);
        if (hashed)
        {
            // It hashes plain names, one line each, and leaves patterns; it refuses a file with a line that it cannot read.
            KeyGen("-H", "-f", file);
            text = File.ReadAllText(file);
        }

        foreach (var name in Names)
        {
            var found = KeyGen("-F", name, "-f", file).Split('\n').Select(x => x.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(x => x.Length > 0 && x[0][0] is not ('#' or '@')).Select(x => string.Join(' ', x.Skip(1).Take(2)));

            var read = KnownHosts.Parse(text).OfName(name).Where(x => x.Marker.Length == 0).Select(x => x.Key.ToString());
            read.ShouldBe(found, ignoreOrder: true, $"{name} in\n{text}");
        }
    }

    private static string KeyGen(params string[] arguments)
    {
        var start = new ProcessStartInfo("ssh-keygen", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
