using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

[Collection(SmallLabGroup.Name)]
public sealed class FullDiskTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_full_disk_is_told_the_old_file_stays_and_the_next_run_continues()
    {
        var node = await fixture.DriftAsync();
        // A file system of 64 KiB over the folder, with what was in it, and no room for another file.
        await Lab.Machines.EnterAsync(node, "sh", "-c", """
            cp -a /etc/gitlab /tmp/etc-gitlab && mount -t tmpfs -o size=64k,mode=755 tmpfs /etc/gitlab &&
            cp -a /tmp/etc-gitlab/. /etc/gitlab/ &&
            { dd if=/dev/zero of=/etc/gitlab/filler bs=4k count=64 2>/dev/null; true; }
            """);
        try
        {
            (await Lab.RunAsync("Deploy")).ShouldRefuse("the file could not be written").ShouldSay("No space left on device")
                .ShouldSay($"/etc/gitlab/gitlab.rb on {node}");
            (await Lab.Machines.RunAsync(node, "tail -n 1 /etc/gitlab/gitlab.rb; ls -A /etc/gitlab | grep -c '^.gitlab-ha' || true"))
                .ShouldBe("# by hand\n0\n");
        }
        finally
        {
            await Lab.Machines.EnterAsync(node, "sh", "-c", "umount /etc/gitlab && rm -rf /tmp/etc-gitlab");
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        await fixture.ShouldBeConvergedAsync();
    }
}
