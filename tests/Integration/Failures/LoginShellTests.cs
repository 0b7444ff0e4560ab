using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>Startup files of root's login shell, as administrators write them.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class LoginShellTests(SmallLab fixture)
{
    // bash that sshd started reads it, without a terminal as well.
    private const string Bashrc = """
        echo "*** Authorized use only ***"
        echo "Access is logged" >&2
        export http_proxy=http://192.0.2.1:3128 https_proxy=http://192.0.2.1:3128 PGHOST=192.0.2.1 REDISCLI_AUTH=wrong
        umask 077
        trap 'echo bye; exit 3' EXIT
        """;

    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task What_they_print_and_set_changes_nothing_and_a_shared_file_arrives_as_it_is()
    {
        var node = await fixture.ReplicaAsync();
        await Lab.Machines.RunOnAllAsync(
            $"mv /root/.bashrc /root/.bashrc.own; cat >/root/.bashrc <<'END'\n{Bashrc}\nEND\nprintf 'proxy = 192.0.2.1:3128\\n' "
                + ">/root/.curlrc");
        try
        {
            await Lab.Machines.RunAsync(node, "rm /etc/gitlab/gitlab-secrets.json");

            (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done copy /etc/gitlab/gitlab-secrets.json from")
                .ShouldSay("0 unhealthy, 0 unknown");

            (await Lab.Machines.RunOnAllAsync("sha256sum </etc/gitlab/gitlab-secrets.json")).Values.Distinct().ShouldHaveSingleItem();
            (await Lab.Machines.RunAsync(node, "head -c 1 /etc/gitlab/gitlab-secrets.json")).ShouldBe("{");
            await fixture.ShouldBeConvergedAsync();
        }
        finally
        {
            await Lab.Machines.RunOnAllAsync("mv /root/.bashrc.own /root/.bashrc; rm -f /root/.curlrc");
        }
    }
}
