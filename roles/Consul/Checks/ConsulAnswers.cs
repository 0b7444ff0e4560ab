using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>The error messages of an agent that cannot answer.</summary>
internal static class ConsulAnswers
{
    private static readonly (string Words, string Advice)[] Known =
    [
        ("connection refused", "The agent does not run or listens elsewhere: gitlab-ctl status consul; gitlab-ctl tail consul"),
        ("No cluster leader",
            "The servers have no quorum: see that a majority of them run and reach each other on port 8300. Then consul reload on the "
            + "PgBouncer nodes: their watches may sleep for 3 min."),
        ("no known peers", "The server knows no other one: check retry_join and port 8301."),
        ("Multiple private IPs found", "Set bind_addr in consul['configuration']: the node has several private addresses."),
        ("Permission denied", "An ACL refuses the question."),
    ];

    /// <summary>The verdict on a refusal that is known, or null.</summary>
    public static Verdict? Refusal(Answer answer)
    {
        var known = Known.FirstOrDefault(x => answer.Output.Contains(x.Words, StringComparison.OrdinalIgnoreCase));
        return known.Words is null ? null : Verdict.Unhealthy(Excerpt.Of(answer.Output), known.Advice);
    }
}
