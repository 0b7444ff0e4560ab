using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The error messages of PgBouncer and psql.</summary>
internal static class PgBouncerAnswers
{
    private static readonly (string Words, string Advice)[] Known =
    [
        ("auth failed", "The md5 of pgbouncer['users'] must be of password and user name together: gitlab-ctl pg-password-md5 pgbouncer"),
        ("authentication failed",
            "The md5 of pgbouncer['users'] must be of password and user name together: gitlab-ctl pg-password-md5 pgbouncer"),
        ("no such user", "pgbouncer['users'] has no user pgbouncer; reconfigure the node."),
        ("not allowed", "The user pgbouncer must be in pgbouncer['admin_users']."),
        ("cannot connect to server",
            "PostgreSQL refuses this PgBouncer: its address belongs into postgresql['trust_auth_cidr_addresses']."),
        ("no pg_hba.conf entry", "PostgreSQL refuses this PgBouncer: its address belongs into postgresql['trust_auth_cidr_addresses']."),
        ("connection refused", "It does not run: gitlab-ctl status pgbouncer; gitlab-ctl tail pgbouncer"),
    ];

    /// <summary>The verdict on an answer without a table.</summary>
    public static Verdict Refusal(Answer answer)
    {
        var known = Known.FirstOrDefault(x => answer.Output.Contains(x.Words, StringComparison.OrdinalIgnoreCase));
        return known.Words is null
            ? Verdict.Unknown($"not understood: {Excerpt.Of(answer.Output)}", "Ask by hand: gitlab-ctl pgb-console, then SHOW DATABASES;")
            : Verdict.Unhealthy(Excerpt.Of(answer.Output), known.Advice);
    }
}
