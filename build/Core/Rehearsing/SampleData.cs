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
    private const string Script = """
        IFS= read -r token
        url=$1 projects=$2 commits=$3
        umask 077
        code=$(mktemp) || exit 1
        trap 'rm -f "$code"' EXIT
        printf "token = User.find_by_username('root').personal_access_tokens.create(scopes: ['api'], name: 'rehearsal', expires_at: 30.days.from_now); token.set_token('%s'); token.save!\n" "$token" >"$code"
        chown git "$code" && gitlab-rails runner "$code" || exit 1
        post() {
          printf 'header = "PRIVATE-TOKEN: %s"\n' "$token" |
            curl -q --config - -sS --fail --max-time 60 -H 'Content-Type: application/json' --data-binary "$2" "$url/api/v4/$1"
        }
        project=0
        while [ "$project" -lt "$projects" ]; do
          project=$((project + 1))
          answer=$(post projects "{\"name\":\"rehearsal-$project\",\"initialize_with_readme\":true}") || exit 1
          id=$(printf %s "$answer" | sed 's/^{"id":\([0-9]*\),.*/\1/')
          [ "$project" != 1 ] || echo "$id"
          commit=0
          while [ "$commit" -lt "$commits" ]; do
            commit=$((commit + 1))
            actions="[{\"action\":\"create\",\"file_path\":\"file-$commit\",\"content\":\"project $project, commit $commit\"}]"
            post "projects/$id/repository/commits" "{\"branch\":\"main\",\"commit_message\":\"Add file-$commit\",\"actions\":$actions}" >/dev/null || exit 1
          done
        done
        """;

    /// <summary>Makes them through the load balancer, on a Rails node; prints the first project's number.</summary>
    public static Command Make(Topology topology, ISecretSource secrets) => Command.Shell(
        $"make {Projects} projects", Script, $"http://{topology.InternalApi}", Text(Projects), Text(Commits)) with
    {
        Input = SecretText.Of($"{secrets.Get(Token)}\n"),
        Timeout = TimeSpan.FromMinutes(10),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
