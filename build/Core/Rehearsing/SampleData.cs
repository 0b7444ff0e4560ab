using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Rehearsing;

/// <summary>Something to lose: projects with commits, made as a user makes them.</summary>
public static class SampleData
{
    /// <summary>The secret that is the user's personal access token.</summary>
    public const string Token = "rehearsal_token";

    /// <summary>How many projects.</summary>
    public const int Projects = 5;

    /// <summary>How many commits each one gets beside its first.</summary>
    public const int Commits = 3;

    // The token is in no argument: gitlab-rails reads a file, curl its standard input.
    // https://docs.gitlab.com/user/profile/personal_access_tokens/#create-a-personal-access-token-programmatically
    private static string Script => EmbeddedScript.Of(typeof(SampleData), "make-sample-data.sh");

    /// <summary>Makes them through the load balancer, on a Rails node; prints the first project's number.</summary>
    public static Command Make(Topology topology, ISecretSource secrets) => Command.Shell(
        $"make {Projects} projects", Script, $"http://{topology.InternalApi}", Text(Projects), Text(Commits)) with
    {
        Input = SecretText.Of($"{secrets.Get(Token)}\n"),
        Timeout = TimeSpan.FromMinutes(10),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
