using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The storage that the topology gives the node is configured, and git can write to it.</summary>
/// <param name="Node">The Gitaly node.</param>
/// <param name="Wanted">The storage's name.</param>
public sealed partial record GitalyStorage(Node Node, string Wanted) : NodeCheck(Node)
{
    private static string Script => EmbeddedScript.Of(typeof(GitalyStorage), "gitaly-storages.sh");

    /// <inheritdoc />
    public override string Id => "gitaly.storage";

    /// <inheritdoc />
    public override string Component => Components.Gitaly;

    /// <inheritdoc />
    public override string Title => "its storage is there and writable";

    /// <inheritdoc />
    protected override Command Command => Ask.Of("test -w, as git, on the storages of gitaly's config.toml", Script);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (answer.Output.Contains("no /var/opt/gitlab/gitaly/config.toml", StringComparison.Ordinal))
            return Verdict.Unhealthy("gitaly has no config.toml", "Reconfigure the node.");
        var storages = Storage().Matches(answer.Output).ToArray();
        if (storages.Length == 0) return NotUnderstood(answer);
        if (storages.FirstOrDefault(x => x.Groups[1].Value == Wanted) is not { } storage)
            return Verdict.Unhealthy(
                $"storage {Wanted} is not configured, but {Excerpt.List(storages.Select(x => x.Groups[1].Value))}",
                "The name in gitaly['configuration'] must be the one of the topology.");
        return storage.Groups[2].Value == "writable"
            ? Verdict.Healthy($"{Wanted} in {storage.Groups[3].Value}")
            : Verdict.Unhealthy(
                $"git cannot write to {storage.Groups[3].Value}", "See that the disk is mounted and the folder belongs to git.");
    }

    [GeneratedRegex(@"^storage (\S+) (writable|closed) ([^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Storage();
}
