using System.Globalization;
using System.Net;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading;

/// <summary>Reads <c>environments/ENV/environment.yml</c>.</summary>
internal sealed class EnvironmentFile(EnvironmentDraft draft, ProblemLog log)
{
    private static readonly Dictionary<string, GitLabEdition> Editions = new() { ["ee"] = GitLabEdition.Ee, ["ce"] = GitLabEdition.Ce };
    private static readonly Dictionary<string, Provider> Providers = new() { ["lab"] = Provider.Lab, ["hosts"] = Provider.Hosts };

    public void Read(string path)
    {
        if (!File.Exists(path))
        {
            log.Add(Place.Whole(draft.File), "", "missing: every environment needs this file");
            return;
        }

        draft.Tree = YamlFile.Read(path, draft.File, log);
        if (draft.Tree is null) return;
        var reader = new MapReader(draft.Tree, "", log);
        if (reader.Inner("gitlab", required: true) is { } gitlab) GitLab(gitlab);
        draft.Provider = reader.Choice("provider", Providers, required: true);
        Lab(reader);
        if (reader.Inner("connection") is { } connection) draft.Connection = ConnectionSection.Read(connection);
        if (reader.Inner("load_balancer") is { } balancer) LoadBalancer(balancer);
        if (reader.Inner("database") is { } database) Database(database);
        if (reader.Inner("objectives") is { } objectives) Objectives(objectives);
        if (reader.Inner("object_storage") is { } storage) draft.ObjectStorage = new ObjectStorageSection(log, draft).Read(storage);
        draft.NtpHost = reader.Text("ntp_host", Rule.Host);
        if (reader.Integer("reconfigure_timeout_seconds", 10, 604800) is { } limit) draft.ReconfigureTimeout = TimeSpan.FromSeconds(limit);
        if (reader.Inner("secrets") is { } secrets) draft.Secrets = SecretsSection.Read(secrets);
        if (reader.Inner("backups") is { } backups) draft.Backups = BackupsSection.Read(backups);
        draft.Settings = new SettingsReader(log).Read(reader.Map("settings"));
        reader.End();
    }

    private void GitLab(MapReader reader)
    {
        draft.Edition = reader.Choice("edition", Editions, required: true);
        draft.Version = Version(reader);
        if (reader.Text("external_url", Rule.SiteUrl, required: true) is { } url) draft.ExternalUrl = new Uri(url);
        reader.End();
    }

    private static GitLabVersion? Version(MapReader reader)
    {
        if (reader.Raw("version", required: true) is not { } value) return null;
        var text = (value as YamlScalar)?.Text ?? "";
        if (!GitLabVersion.TryParse(text, out var version))
            reader.Report(value.Place, "version", $"expected MAJOR.MINOR.PATCH such as 18.2.8, found {value.Kind}");
        else if (version < GitLabVersion.Oldest || version.AtLeast(GitLabVersion.Newest.Major, GitLabVersion.Newest.Minor + 1))
            reader.Report(
                value.Place,
                "version",
                $"expected a version from {Minor(GitLabVersion.Oldest)} to {Minor(GitLabVersion.Newest)}, found {version}");
        else
            return version;
        return null;
    }

    private static string Minor(GitLabVersion version) => string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}");

    private void Lab(MapReader reader)
    {
        var isLab = draft.Provider == Provider.Lab;
        if (reader.Inner("lab", required: isLab) is not { } lab) return;
        if (draft.Provider == Provider.Hosts) reader.Report(draft.Tree!.PlaceOfKey("lab"), "lab", "only valid with provider: lab");
        var subnet = lab.Text("subnet", LabSubnet, required: true);
        var memory = lab.Integer("memory_mib", 256, 65536);
        lab.End();
        if (subnet is null) return;
        draft.Lab = new LabSettings { Subnet = subnet };
        if (memory is { } mib) draft.Lab = draft.Lab with { MemoryMiB = mib };
    }

    // Only private networks (RFC 1918): a lab must not hide a network that this machine uses.
    private static string? LabSubnet(string text)
    {
        string[] isPrivate = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
        return Rule.NetworkOf(text) is { } network && network.PrefixLength is >= 16 and <= 29
            && isPrivate.Any(x => IPNetwork.Parse(x).Contains(network.BaseAddress))
            ? null : "a private network from /16 to /29 such as 172.30.0.0/24, with zeros after the prefix";
    }

    private void LoadBalancer(MapReader reader)
    {
        draft.LoadBalancer = new LoadBalancerSettings
        {
            InternalHost = reader.Text("internal_host", Rule.Host),
            ProbeCidrs = [.. reader.Texts("probe_cidrs", Rule.Network).Select(x => x.Text)],
        };
        reader.End();
    }

    private void Database(MapReader reader)
    {
        draft.Database = new DatabaseSettings
        {
            Synchronous = reader.Flag("synchronous", otherwise: false),
            LoadBalancing = reader.Flag("load_balancing", otherwise: false),
        };
        reader.End();
    }

    private void Objectives(MapReader reader)
    {
        draft.Objectives = new Objectives
        {
            DatabaseFailoverSeconds = reader.Integer("database_failover_seconds", 1, 3600),
            DatabaseLostWrites = reader.Integer("database_lost_writes", 0, 1_000_000),
            RedisFailoverSeconds = reader.Integer("redis_failover_seconds", 1, 3600),
            RedisLostWrites = reader.Integer("redis_lost_writes", 0, 1_000_000),
            WebFailoverSeconds = reader.Integer("web_failover_seconds", 1, 3600),
        };
        reader.End();
    }
}
