using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Every repository of a storage behind Praefect has a current copy on a storage that stays.</summary>
/// <param name="Tracking">The node of the tracking database.</param>
/// <param name="Storage">The storage.</param>
/// <param name="Others">The storages that stay.</param>
public sealed partial record StorageIsElsewhere(Node Tracking, string Storage, ImmutableArray<string> Others) : NodeCheck(Tracking)
{
    /// <inheritdoc />
    public override string Id => "gitaly.elsewhere";

    /// <inheritdoc />
    public override string Component => Components.Gitaly;

    /// <inheritdoc />
    public override string Title => $"the repositories of {Storage} are on other storages";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        $"gitlab-psql: repositories that only {Storage} has", EmbeddedScript.Of(typeof(StorageIsElsewhere), "only-on-storage.sh"), Storage,
        string.Join(',', Others)).Within(TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (Count().Match(answer.Output) is not { Success: true } count) return NotUnderstood(answer);
        var only = long.Parse(count.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var names = Path().Matches(answer.Output).Select(x => x.Groups[1].Value).ToArray();
        return only == 0
            ? Verdict.Healthy($"all of them, on {Excerpt.List(Others)}")
            : Verdict.Unhealthy(
                $"{only} have no current copy on {Excerpt.List(Others)}: {Excerpt.List(names)}",
                "Wait until Praefect has copied them (praefect dataloss -partially-unavailable); with a replication factor raise it first: "
                    + "praefect set-replication-factor") with
            { IsPermanent = true };
    }

    [GeneratedRegex(@"^only (\d{1,12})\r?$", RegexOptions.Multiline)]
    private static partial Regex Count();

    [GeneratedRegex(@"^path (\S+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Path();
}
