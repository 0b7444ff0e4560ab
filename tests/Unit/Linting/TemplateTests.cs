using System.Globalization;
using System.Text.Json;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Tests.Unit.Loading;
using Xunit.Abstractions;

namespace GitLabHa.Tests.Unit.Linting;

/// <summary>
/// template/settings.tsv: every setting of gitlab.rb.template with its example, as JSON, and the tags that have it (* for all
/// of Versions). specs.tsv: values that Omnibus' own tests set, one of each kind. Both read from
/// https://gitlab.com/gitlab-org/omnibus-gitlab,
/// files/gitlab-config-template/gitlab.rb.template and spec/chef.
/// </summary>
public sealed class TemplateTests(ITestOutputHelper output)
{
    private static readonly string[] Versions = ["16.6.0", "17.0.0", "17.11.0", "18.0.0", "18.11.0", "19.3.0"];

    public static TheoryData<string> All => [.. Versions];

    // What the linter refuses of the template, and why GitLab would, too.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["default"] = "a slip of the template: gitlab.rb has no such name, and reconfigure stops",
        ["omnibus_gitconfig"] = "left in the template after its removal in 17.0, where reconfigure stops",
        ["postgresql.sql_user_password"] = "stands for a hash: any other text becomes a password that nobody knows",
        ["postgresql.sql_replication_password"] = "stands for a hash",
        ["postgresql.pgbouncer_user_password"] = "stands for a hash",
        ["pgbouncer.users.USERNAME.password"] = "stands for a hash",
        ["pgbouncer.databases.DATABASE_NAME.password"] = "stands for a hash",
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Every_example_of_the_template_is_accepted_unless_GitLab_itself_refuses_it(string version)
    {
        var examples = Examples(version).ToList();

        var findings = examples.SelectMany(x => GitlabRbLinter.Lint(Rb(x.Key, x.Value), GitLabVersion.Parse(version))).ToList();

        var refused = findings.Where(x => x.Severity == Severity.Error).Select(x => x.Key).Distinct().ToList();
        findings.Where(IsOurs).Select(x => x.Key).Except(Refused.Keys).ShouldBeEmpty();
        findings.Where(x => x.Message.Contains("no default or example") || x.Message.Contains("may not know")).ShouldBeEmpty();
        examples.Count.ShouldBeGreaterThan(1300);
        output.WriteLine($"{version}: {examples.Count - refused.Count} of {examples.Count} settings of the template are accepted");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nil_is_accepted_wherever_the_template_shows_a_setting(string version) =>
        Examples(version).Where(x => x.Key.Contains('.', StringComparison.Ordinal))
            .SelectMany(x => GitlabRbLinter.Lint(Rb(x.Key, new RubyNil()), GitLabVersion.Parse(version)))
            .Where(IsOurs).Select(x => x.Key).Except(Refused.Keys).ShouldBeEmpty();

    [Theory]
    [InlineData("16.6.0")]
    [InlineData("18.11.0")]
    [InlineData("19.3.0")]
    public void What_the_tests_of_Omnibus_set_is_of_a_kind_that_is_accepted(string version) =>
        Examples(version, "specs.tsv")
            .SelectMany(x => GitlabRbLinter.Lint(Rb(x.Key, x.Value), GitLabVersion.Parse(version)))
            .Where(x => x.Severity == Severity.Error && x.Message.StartsWith("expected ", StringComparison.Ordinal))
            .Select(x => x.Key).Except(Refused.Keys).ShouldBeEmpty();

    // Omnibus itself refuses what stops reconfigure: a placeholder for a key, or a setting that needs another one.
    private static bool IsOurs(LintFinding finding) =>
        finding.Severity == Severity.Error && !finding.Message.StartsWith("reconfigure stops: ", StringComparison.Ordinal);

    private static IEnumerable<(string Key, RubyValue Value)> Examples(string version, string file = "settings.tsv") =>
        File.ReadLines(Path.Combine(Repository.Root, "tests", "Unit", "Linting", "template", file))
            .Select(x => x.Split('\t'))
            .Where(x => x[2] == "*" || x[2].Split(' ').Contains(version))
            .Select(x => (x[0], Value(JsonDocument.Parse(x[1]).RootElement)));

    private static GitlabRb Rb(string key, RubyValue value)
    {
        var keys = key.Split('.');
        var inner = keys.Skip(2).Reverse().Aggregate(value, (x, name) => RubyValue.Map((name, x)));
        return keys.Length == 1 ? new GitlabRb().Call(key, value) : new GitlabRb().Set(keys[0], keys[1], inner);
    }

    private static RubyValue Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number => json.TryGetInt64(out var number) ? number : new RubyFloat(json.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Array => RubyValue.List(json.EnumerateArray().Select(Value)),
        JsonValueKind.Object => RubyMap.Empty.With([.. json.EnumerateObject().Select(x => (x.Name, Value(x.Value)))]),
        _ => new RubyNil(),
    };
}
