using System.Text;
using System.Text.RegularExpressions;

namespace GitLabHa.Tests.Unit.Loading;

/// <summary>
/// Each cases/*.case lays files over cases/base ("--- FILE", empty: the file is missing) and says after "===" what must be
/// printed. ACCEPT_CASES=1 writes what is printed now: read the difference before committing it.
/// </summary>
public sealed partial class LoaderCaseTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Unit", "Loading", "cases");

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(Folder, "*.case").Select(x => Path.GetFileNameWithoutExtension(x)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prints(string name)
    {
        var path = Path.Combine(Folder, name + ".case");
        var parts = File.ReadAllText(path).Split("===\n");
        using var environments = Environments(parts[0]);

        var printed = string.Join("\n", environments.Problems("case")) + "\n";

        if (Environment.GetEnvironmentVariable("ACCEPT_CASES") == "1") File.WriteAllText(path, $"{parts[0]}===\n{printed}");
        else printed.ShouldBe(parts[1]);
    }

    [Fact]
    public void The_base_of_the_cases_is_valid()
    {
        using var environments = Environments("");

        environments.Problems("case").ShouldBeEmpty();
    }

    private static TemporaryEnvironments Environments(string overlay)
    {
        var environments = new TemporaryEnvironments();
        var files = Directory.EnumerateFiles(Path.Combine(Folder, "base")).ToDictionary(x => Path.GetFileName(x), File.ReadAllText);
        foreach (var part in overlay.Split("--- ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            files[part[..end]] = part[(end + 1)..];
        }

        foreach (var (file, text) in files.Where(x => x.Value.Length > 0)) environments.Write($"case/{file}", Bytes(text));
        return environments;
    }

    // \xFF in a case stands for the byte, \t for a tab, \e for nothing: what an editor would mend or hide.
    private static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        foreach (var part in Escape().Split(text))
        {
            if (part.StartsWith("\\x", StringComparison.Ordinal)) bytes.Add(Convert.ToByte(part[2..], 16));
            else bytes.AddRange(
                Encoding.UTF8.GetBytes(part.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\e", "", StringComparison.Ordinal)));
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"(\\x[0-9A-F]{2})")]
    private static partial Regex Escape();
}
