using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Praefect's own start-up checks. It exits with 0 when a check failed that is not fatal, such as unavailable repositories:
/// the text decides. Source: https://docs.gitlab.com/administration/gitaly/praefect/troubleshooting/
/// </summary>
public sealed record PraefectCheck(Node Node, string? NtpHost = null) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "praefect.check";

    /// <inheritdoc />
    public override string Component => Components.Praefect;

    /// <inheritdoc />
    public override string Title => "its own checks pass";

    /// <inheritdoc />
    protected override Command Command => Ask
        .Of("gitlab-ctl praefect check", "[ -z \"$1\" ] || export NTP_HOST=\"$1\"\nexec gitlab-ctl praefect check", NtpHost ?? "")
        .Within(TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var text = answer.Output;
        if (text.Contains("at least one was fatal", StringComparison.Ordinal)) return Verdict.Unhealthy(Failures(text), Advice(text));
        if (text.Contains("none are fatal", StringComparison.Ordinal)) return Verdict.Degraded(Failures(text), Advice(text));
        return text.Contains("All checks passed.", StringComparison.Ordinal) ? Verdict.Healthy("all checks passed") : NotUnderstood(answer);
    }

    private static string Failures(string text)
    {
        var failed = text.Split('\n').Where(x => x.Contains("Failed", StringComparison.Ordinal)).ToArray();
        return failed.Length == 0 ? Excerpt.Of(text) : Excerpt.Of(string.Join('\n', failed));
    }

    private static string Advice(string text)
    {
        var failures = Failures(text);
        if (failures.Contains("clock", StringComparison.OrdinalIgnoreCase))
            return "Set the clock (chrony); behind a firewall name a reachable server as ntp_host in environment.yml.";
        if (failures.Contains("unavailable", StringComparison.OrdinalIgnoreCase)) return "See which repositories: praefect dataloss";
        return failures.Contains("migration", StringComparison.OrdinalIgnoreCase)
            ? "Run the migrations: reconfigure the Praefect node that has auto_migrate, or praefect sql-migrate."
            : PraefectAsk.Advice(failures);
    }
}
