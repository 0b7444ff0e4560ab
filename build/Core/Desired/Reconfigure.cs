using System.Globalization;
using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Desired;

/// <summary>
/// How gitlab.rb takes effect. A reconfigure that hangs, as one does at times that waits for a database, says nothing by itself:
/// shortly before its time is up the node tells which of its processes are still there.
/// Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/issues/9454
/// </summary>
public static class Reconfigure
{
    private static string Script => EmbeddedScript.Of(typeof(Reconfigure), "reconfigure.sh");

    /// <summary>The command, ended after <paramref name="limit"/>.</summary>
    public static Command Within(TimeSpan limit) => Command.Shell(
        "gitlab-ctl reconfigure", Script, Math.Floor(limit.TotalSeconds * 0.9).ToString("0", CultureInfo.InvariantCulture)) with
    { Timeout = limit };
}
