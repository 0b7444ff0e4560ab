using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;

namespace GitLabHa.Roles.Checks;

/// <summary>Praefect's sub-commands, run as its user, and what its complaints about Gitaly nodes mean.</summary>
internal static class PraefectAsk
{
    private static readonly (string Words, string Advice)[] Known =
    [
        ("ermission denied", "Token: the node's token in praefect's virtual_storage must equal gitaly's auth.token."),
        ("PermissionDenied", "Token: the node's token in praefect's virtual_storage must equal gitaly's auth.token."),
        ("Unauthenticated", "Token: the node's token in praefect's virtual_storage must equal gitaly's auth.token."),
        ("not reported by remote", "Storage name: gitaly's storage must have the name that praefect's virtual_storage gives it."),
        ("not readable or writable", "Disk: the storage's folder must exist, belong to git and be writable."),
        ("dialing failed", "Network: port 8075 of the Gitaly node must be open to Praefect, and gitaly must run."),
        ("connection refused", "Network: port 8075 of the Gitaly node must be open to Praefect, and gitaly must run."),
        ("deadline exceeded", "Network: port 8075 of the Gitaly node must be open to Praefect, and gitaly must run."),
    ];

    /// <summary>praefect SUBCOMMAND …</summary>
    public static Command SubCommand(params ReadOnlySpan<string> arguments) => Ask.AsGit(
        "praefect " + string.Join(' ', arguments),
        $"{Ask.Embedded}/praefect -config /var/opt/gitlab/praefect/config.toml \"$@\"",
        arguments).Within(TimeSpan.FromSeconds(60));

    /// <summary>What to do about a complaint.</summary>
    public static string Advice(string complaint)
    {
        var known = Known.FirstOrDefault(x => complaint.Contains(x.Words, StringComparison.Ordinal));
        return known.Advice ?? "See gitlab-ctl tail praefect and, on the Gitaly node, gitlab-ctl tail gitaly.";
    }
}
