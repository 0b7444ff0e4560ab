using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Loading;

namespace GitLabHa.Tests.Unit.Loading;

public sealed class LoaderPropertyTests
{
    private static readonly string[] Fragments =
    [
        "roles:", "nodes:", "settings:", "gitlab:", "version: 18.2.8", "- ", "name", "address: ", "172.30.0.1", "[", "]", "{", "}", ",",
        ": ", "\n", "\n  ", "\n    ",
        "\t", "'", "\"", "|", ">", "&a ", "*a", "<<", "!!str ", "? ", "#", "---\n", "...\n", "%YAML 1.2\n", "\\", "\0", "\uFEFF", "é",
        "\U0001F600", "~", "null", "1e999", "0x", "@", "`",
    ];

    [Fact]
    public void Garbage_is_refused_with_problems_and_nothing_else()
    {
        var garbage = Gen.Elements(Fragments).ListOf().Select(string.Concat).ToArbitrary();

        Prop.ForAll(garbage, garbage, (environment, group) => IsHandled(environments =>
        {
            environments.Write("x/environment.yml", environment);
            environments.Write("x/group.yml", group);
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(60));
    }

    [Fact]
    public void Random_bytes_are_refused_with_problems_and_nothing_else() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsHandled(environments => environments.Write("x/environment.yml", bytes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_damaged_lab_is_valid_or_refused_with_problems()
    {
        var damage = (from file in Gen.Choose(0, 100)
                      from at in Gen.Choose(0, 10_000)
                      from length in Gen.Choose(0, 20)
                      from put in Gen.Elements(Fragments)
                      select (file, at, length, put)).ToArbitrary();

        Prop.ForAll(damage, x => IsHandled(environments => Damage(environments, x.file, x.at, x.length, x.put)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void A_thousand_nodes_load_with_every_name_and_storage()
    {
        using var environments = new TemporaryEnvironments();
        foreach (var file in LabFiles()) environments.Write($"x/{Path.GetFileName(file)}", File.ReadAllText(file));
        environments.Write(
            "x/environment.yml", File.ReadAllText(LabFiles()[0]).Replace("172.30.0.0/24", "172.30.0.0/16", StringComparison.Ordinal));
        environments.Write("x/gitaly.yml", Gitalys(988));

        var nodes = environments.Load("x").Groups.SelectMany(x => x.Nodes).ToList();

        nodes.Count.ShouldBe(1000);
        nodes.Where(x => x.Storage is not null).Select(x => x.Storage).Distinct().Count().ShouldBe(988);
    }

    internal static string Gitalys(int count)
    {
        var text = new StringBuilder("roles: [gitaly]\nnodes:\n");
        for (var i = 1; i <= count; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: gitaly-{i}, address: 172.30.{1 + (i / 200)}.{1 + (i % 200)} }}\n");
        return text.ToString();
    }

    private static string[] LabFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Environments, "lab"), "*.yml").Order(StringComparer.Ordinal)];

    private static void Damage(TemporaryEnvironments environments, int file, int at, int length, string put)
    {
        var files = LabFiles();
        for (var i = 0; i < files.Length; i++)
        {
            var text = File.ReadAllText(files[i]);
            if (i == file % files.Length)
            {
                at %= text.Length;
                text = text[..at] + put + text[Math.Min(text.Length, at + length)..];
            }

            environments.Write($"x/{Path.GetFileName(files[i])}", text);
        }
    }

    private static bool IsHandled(Action<TemporaryEnvironments> write)
    {
        using var environments = new TemporaryEnvironments();
        write(environments);
        try
        {
            return environments.Load("x").Groups.Length > 0;
        }
        catch (EnvironmentException e)
        {
            return e.Problems.All(
                x => !x.Message.Contains('\n', StringComparison.Ordinal) && x.File.StartsWith("environments/x", StringComparison.Ordinal));
        }
    }
}
