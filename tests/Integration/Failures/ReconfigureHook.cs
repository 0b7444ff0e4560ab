using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>Runs a script on a node before each of its reconfigures, until it is disposed: makes them fail, or last.</summary>
internal sealed class ReconfigureHook : IAsyncDisposable
{
    private readonly Machines _machines;
    private readonly string _node;

    private ReconfigureHook(Machines machines, string node) => (_machines, _node) = (machines, node);

    internal static async Task<ReconfigureHook> SetAsync(Machines machines, string node, string script)
    {
        await machines.RunAsync(node, $$"""
            cd /opt/gitlab/bin && mv gitlab-ctl gitlab-ctl.real && cat >gitlab-ctl <<'END'
            #!/bin/sh
            if [ "$1" = reconfigure ]; then
            {{script}}
            fi
            exec /opt/gitlab/bin/gitlab-ctl.real "$@"
            END
            chmod 755 gitlab-ctl
            """);
        return new ReconfigureHook(machines, node);
    }

    public async ValueTask DisposeAsync() =>
        await _machines.RunAsync(_node, "cd /opt/gitlab/bin && [ ! -f gitlab-ctl.real ] || mv gitlab-ctl.real gitlab-ctl");
}
