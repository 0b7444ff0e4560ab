using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>
/// Quiets Sidekiq: it takes no more jobs and finishes those it has. Source:
/// https://docs.gitlab.com/administration/sidekiq/sidekiq_troubleshooting/
/// </summary>
internal static class SidekiqDrain
{
    // Signals the processes, since sidekiq-cluster does not forward this signal. Their titles show "[2 of 10 busy]" and "stopping".
    internal static Drain Of(Node node) => new(
        node,
        Command.Shell(
            "sidekiq: quiet (TSTP), and wait for its jobs",
            """
            pkill -TSTP -f '^sidekiq [0-9]' || exit 0
            for i in $(seq 120); do
              pgrep -af '^sidekiq [0-9]' | grep -qv '\[0 of ' || exit 0
              sleep 0.5
            done
            """) with
        { Timeout = TimeSpan.FromSeconds(90) },
        Command.Shell(
            "sidekiq: restart, where it is still quiet",
            "pgrep -f '^sidekiq [0-9].*stopping' >/dev/null || exit 0\nexec gitlab-ctl restart sidekiq") with
        { Timeout = TimeSpan.FromMinutes(2) });
}
