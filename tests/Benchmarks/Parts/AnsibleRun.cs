using System.Text.Json;
using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>ansible/site.yml on the nodes of a lab, with the same keys, the same packages and the same files.</summary>
internal sealed class AnsibleRun
{
    // Ansible's apt module loads it on the node.
    private const string Download = "cd \"$1\" && apt-get -qq download python3-apt python-apt-common distro-info-data";

    private readonly Workspace _workspace;
    private readonly string _folder;

    private AnsibleRun(Workspace workspace, string folder) => (_workspace, _folder) = (workspace, folder);

    /// <summary>Writes the inventory and brings what Ansible needs, here and on the nodes; refuses when it would change anything.</summary>
    public static async Task<AnsibleRun> PrepareAsync(Workspace workspace, string environment, LabContainers containers)
    {
        if (OperatingSystem.IsWindows())
            throw new OperatorException("Ansible does not run on Windows.", "this machine", "Measure on Linux.");
        await DebianPackages.EnsureAsync("Comparing", [new("ansible-playbook", "ansible-core")], Console.WriteLine, workspace.Stop);
        var folder = Path.Combine(workspace.Root, "ansible");
        // The rendered files hold secrets.
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await BringModuleAsync(Path.Combine(folder, "debs"), containers, workspace.Stop);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "ansible")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "hosts.json"), await InventoryAsync(workspace, environment, folder), workspace.Stop);
        var run = new AnsibleRun(workspace, folder);
        await run.RunAsync(check: true);
        return run;
    }

    /// <summary>Measures one run; it must change nothing, or else it did other work than ours.</summary>
    public async Task<Sample> RunAsync(bool check)
    {
        var arguments = new[] { $"ANSIBLE_CONFIG={_folder}/ansible.cfg", "ansible-playbook", "-i", $"{_folder}/hosts.json",
            $"{_folder}/site.yml" };
        var sample = await _workspace.MeasureAsync(Program.Of("env", check ? [.. arguments, "--check"] : arguments));
        var changed = sample.Output.Split('\n')
            .FirstOrDefault(x => x.Contains("changed=", StringComparison.Ordinal) && !x.Contains("changed=0 ", StringComparison.Ordinal));
        return changed is null
            ? sample
            : throw new OperatorException(
            $"Ansible would change nodes that Deploy leaves alone: {changed}", _folder, "Compare site.yml with what Deploy writes.");
    }

    private static async Task BringModuleAsync(string folder, LabContainers containers, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var result = await Program.Of("sh", "-c", Download, "sh", folder).RunAsync(stop);
        if (!result.Succeeded)
            throw new OperatorException($"python3-apt cannot be had: {result.LastLine}", "this machine's apt", "Fix what it names.");
        await containers.ScriptAsync(folder, "dpkg --install /tmp/bench/*.deb", stop);
    }

    private static async Task<string> InventoryAsync(Workspace workspace, string name, string folder)
    {
        var environment = EnvironmentLoader.Load(workspace.Environments, name, RoleCatalog.Known.Traits);
        var topology = new Topology(environment);
        var state = Path.Combine(workspace.Root, ".state", name);
        var secrets = await EnvironmentSecrets.LoadAsync(environment, state, workspace.Stop);
        var nodes = topology.Nodes.Select(
            x => RoleCatalog.Known.Compose(new RoleContext { Node = x, Topology = topology, Secrets = secrets })).ToArray();
        foreach (var node in nodes) RenderedFiles.Write(node, folder, x => x, revealSecrets: true);
        var vars = new Dictionary<string, string>
        {
            ["ansible_user"] = "root",
            ["ansible_ssh_private_key_file"] = Path.Combine(state, "id_ed25519"),
            ["ansible_ssh_common_args"] = $"-F /dev/null -o UserKnownHostsFile={Path.Combine(state, "known_hosts")}",
        };
        return JsonSerializer.Serialize(
            new { all = new { vars, hosts = nodes.ToDictionary(x => x.Node.Name, x => Variables(x, folder)) } });
    }

    private static object Variables(DesiredNode desired, string folder) => new
    {
        ansible_host = desired.Node.Address,
        package = desired.GitLabPackage is { } package
            ? $"{package.Name}={package.Version}-{package.Name["gitlab-".Length..]}.0"
            : desired.Packages[0],
        files = desired.Files.Select(x => new
        {
            src = $"{folder}/{desired.Node.Name}{x.Path}",
            dest = x.Path,
            owner = x.Owner.Split(':')[0],
            group = x.Owner.Split(':')[1],
            mode = x.Mode,
        }),
        services = desired.GitLabPackage is not null,
        marker = desired.Marker,
    };
}
