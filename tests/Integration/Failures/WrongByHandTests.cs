using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>What goes wrong between Rails, Praefect and Gitaly: Verify names it, Deploy repairs it.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class WrongByHandTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task Settings_changed_by_hand_on_two_nodes_are_named_at_once_and_repaired()
    {
        await EditAsync("gitaly-2", "s/'token' => '[^']*'/'token' => 'NotTheTokenOfPraefect1'/");
        await EditAsync("rails-2", "/^gitlab_rails\\['monitoring_whitelist'\\]/s/172\\.31\\.244\\.51[^']*/192.0.2.51/");

        (await Lab.UntilVerifySaysAsync("praefect.dial-nodes on praefect-1")).ShouldRefuse("Not everything is healthy")
            .ShouldSay("gitaly-2").ShouldSay("Token");
        (await Lab.UntilVerifySaysAsync("rails/rails-2 DOWN (L7STS 404)")).ShouldRefuse("Not everything is healthy")
            .ShouldSay("every server behind it is up").ShouldSay("monitoring_whitelist");

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy"))
            .ShouldSay("gitaly-2: done run gitlab-ctl reconfigure").ShouldSay("rails-2: done run gitlab-ctl reconfigure")
                .ShouldSay("0 unhealthy, 0 unknown");
    }

    [LongLabFact]
    public async Task A_PgBouncer_that_missed_the_leader_is_named_and_sent_there()
    {
        await Lab.Machines.RunAsync(
            "postgres-2", "sed -i 's/host=[^ ]*/host=127.0.0.99/' /var/opt/gitlab/consul/databases.ini && gitlab-ctl hup pgbouncer");

        (await Lab.UntilVerifySaysAsync("postgres-2: host is 127.0.0.99")).ShouldRefuse("Not everything is healthy");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("0 unhealthy, 0 unknown");
        // Not what the run says: on a busy machine the leader may move meanwhile, and then Consul's own event repairs it first.
        (await Lab.Machines.RunAsync("postgres-2", "cat /var/opt/gitlab/consul/databases.ini")).ShouldNotContain("127.0.0.99");
    }

    [LongLabFact]
    public async Task Another_storage_name_on_a_Gitaly_node_is_named_and_repaired()
    {
        await EditAsync("gitaly-2", "s/'name' => 'gitaly-2'/'name' => 'gitaly-two'/");

        (await Lab.UntilVerifySaysAsync("praefect.dial-nodes on praefect-1")).ShouldRefuse("Not everything is healthy")
            .ShouldSay("gitaly-2").ShouldSay("Storage name");

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy")).ShouldSay("gitaly-2: done run gitlab-ctl reconfigure")
            .ShouldSay("0 unhealthy, 0 unknown");
    }

    [LongLabFact]
    public async Task Another_secrets_file_on_one_node_is_named_and_replaced()
    {
        await Lab.Machines.RunAsync("praefect-2", "sed -i 's/\"db_key_base\": \"./\"db_key_base\": \"X/' /etc/gitlab/gitlab-secrets.json");

        (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay("praefect-2").ShouldSay("Do not reconfigure");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("praefect-2: done copy /etc/gitlab/gitlab-secrets.json from")
            .ShouldSay("0 unhealthy, 0 unknown");
    }

    [LongLabFact]
    public async Task Another_ssh_host_key_on_one_Rails_node_is_named_and_replaced()
    {
        // The one the machine was made with: pinned, but not the one that the load balancer's clients know.
        var own = Path.Combine(Lab.State, "host-keys", "rails-2");
        foreach (var (file, name) in new[] { (own, "ssh_host_ed25519_key"), (own + ".pub", "ssh_host_ed25519_key.pub") })
            await Machines.DockerAsync("cp", file, $"{Lab.Machines.NameOf("rails-2")}:/etc/ssh/{name}");
        await Lab.Machines.RunAsync("rails-2", "chown root:root /etc/ssh/ssh_host_ed25519_key*; sv restart /etc/service/ssh");
        await Lab.Machines.CutConnectionsAsync("rails-2");

        (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay("rails-2").ShouldSay("./build.sh Deploy");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("rails-2: done copy /etc/ssh/ssh_host_ed25519_key from")
            .ShouldSay("0 unhealthy, 0 unknown");
    }

    // A lab's machines have none, and those of Debian, Ubuntu and RHEL each have their own.
    [LongLabFact]
    public async Task Another_RSA_host_key_on_one_Rails_node_is_named_and_replaced()
    {
        foreach (var node in new[] { "rails-1", "rails-2" })
            await Lab.Machines.RunAsync(node, "ssh-keygen -q -t rsa -b 2048 -N '' -f /etc/ssh/ssh_host_rsa_key && systemctl reload ssh");

        (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay("ssh_host_rsa_key")
            .ShouldSay("./build.sh Deploy");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("rails-2: done copy /etc/ssh/ssh_host_rsa_key from rails-1")
            .ShouldSay("0 unhealthy, 0 unknown");
        (await Lab.RunAsync("Deploy")).ShouldSay("Nothing to change");
    }

    [LongLabFact]
    public async Task Git_users_whom_sshd_does_not_let_in_are_named()
    {
        await Lab.Machines.RunAsync(
            "rails-2",
            "cp -p /etc/ssh/sshd_config /root/sshd_config; sed -i '1i AllowUsers root' /etc/ssh/sshd_config; systemctl reload ssh");
        try
        {
            (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay("not listed in AllowUsers")
                .ShouldSay("add git to AllowUsers");
        }
        finally
        {
            await Lab.Machines.RunAsync("rails-2", "mv /root/sshd_config /etc/ssh/sshd_config; systemctl reload ssh");
        }
    }

    [LongLabFact]
    public async Task An_sshd_that_reads_no_drop_ins_is_named_and_gets_what_it_needs()
    {
        await Lab.Machines.RunAsync(
            "rails-2",
            "cp -p /etc/ssh/sshd_config /root/sshd_config; cat /etc/ssh/sshd_config.d/lab.conf >>/etc/ssh/sshd_config; sed -i "
                + "'/^Include/d' /etc/ssh/sshd_config; systemctl reload ssh");
        try
        {
            (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay("AuthorizedKeysCommand is none")
                .ShouldSay("./build.sh Deploy");

            (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("rails-2: done ensure: sshd asks GitLab for the keys of Git users")
                .ShouldSay("0 unhealthy, 0 unknown");
            (await Lab.RunAsync("Deploy")).ShouldSay("Nothing to change");
        }
        finally
        {
            await Lab.Machines.RunAsync(
                "rails-2",
                "mv /root/sshd_config /etc/ssh/sshd_config; rm -f /etc/ssh/sshd_config.before-gitlab-ha-*; systemctl reload ssh");
        }
    }

    [LongLabFact]
    public async Task A_broken_sshd_config_is_refused_before_sshd_reloads_it()
    {
        await Lab.Machines.RunAsync(
            "rails-2",
            "cp -p /etc/ssh/sshd_config /root/sshd_config; echo 'NoSuchOption yes' >>/etc/ssh/sshd_config; rm "
                + "/etc/ssh/sshd_config.d/60-gitlab.conf");
        try
        {
            (await Lab.RunAsync("Deploy")).ShouldRefuse("sshd -t").ShouldSay("where: rails-2").ShouldSay("NoSuchOption");
            (await Lab.RunAsync("Preview")).ShouldSay("rails-2");
        }
        finally
        {
            await Lab.Machines.RunAsync("rails-2", "mv /root/sshd_config /etc/ssh/sshd_config");
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("0 unhealthy, 0 unknown");
    }

    [LongLabFact]
    public async Task A_Gitaly_node_that_is_down_is_named_by_all_who_need_it_and_started_again()
    {
        await Lab.Machines.RunAsync("gitaly-3", "gitlab-ctl stop gitaly");

        (await Lab.UntilVerifySaysAsync("gitaly-3: ERROR: dialing failed")).ShouldSay("gitlab-ctl tail gitaly");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("gitaly-3: done run gitlab-ctl start gitaly")
            .ShouldSay("0 unhealthy, 0 unknown");
    }

    private async Task EditAsync(string node, string sed) => await Lab.Machines.RunAsync(node, $$"""
        cp /etc/gitlab/gitlab.rb /tmp/before.rb
        sed -i -E "{{sed}}" /etc/gitlab/gitlab.rb
        if cmp -s /tmp/before.rb /etc/gitlab/gitlab.rb; then echo 'the edit changed nothing' >&2; exit 1; fi
        rm /tmp/before.rb
        gitlab-ctl reconfigure >/tmp/by-hand.log 2>&1 || { tail /tmp/by-hand.log >&2; exit 1; }
        """);
}
