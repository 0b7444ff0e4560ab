using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;

namespace GitLabHa.Remote.Observing;

/// <summary>Reads the report of observe.sh.</summary>
internal sealed class ObservationParser(DesiredNode desired)
{
    private readonly Dictionary<string, string> _packages = [];
    private readonly Dictionary<string, bool> _services = [];
    private readonly Dictionary<string, bool> _ensured = [];
    private readonly Dictionary<string, FileState> _states = [];
    private readonly Dictionary<string, string> _sums = [];
    private readonly Dictionary<string, string> _contents = [];
    private readonly Dictionary<string, (string Owner, string Mode)> _stats = [];
    private readonly List<StorageInUse> _storages = [];
    private string? _marker;
    private string? _unverified;
    private SiteRecord? _record;
    private bool _hasData;
    private string? _redisMaster;
    private string? _leader;
    private long? _free;
    private long? _inodes;
    private bool _complete;
    private bool _damaged;

    public static NodeObservation Parse(DesiredNode desired, string report) => new ObservationParser(desired).Parse(report);

    private NodeObservation Parse(string report)
    {
        foreach (var line in report.Split('\n')) Read(line);
        if (!_complete || desired.Ensures.Any(x => !_ensured.ContainsKey(x.Title)))
            return new NodeObservation { Node = desired.Node, Unreachable = "its report broke off" };
        if (_damaged)
            return new NodeObservation
            {
                Node = desired.Node,
                Unreachable = "its report is damaged: the content of a file does not have the SHA-256 that the node computed"
            };
        return new NodeObservation
        {
            Node = desired.Node,
            Packages = _packages.ToImmutableDictionary(),
            Files = desired.Files.Select(x => x.Path).Concat(desired.SharedFiles.Select(x => x.Path)).Distinct()
                .ToImmutableDictionary(x => x, StateOf),
            Services = _services.ToImmutableDictionary(),
            Ensured = _ensured.ToImmutableDictionary(),
            Mark = _marker is null ? null : new Mark(_marker),
            Unverified = _unverified,
            Record = _record,
            HasData = _hasData,
            HasOurFiles = desired.Files.Any(x => StateOf(x.Path) is FileState.Present found && IsOurs(x, found)),
            Storages = [.. _storages],
            RedisMaster = _redisMaster,
            PostgresLeader = _leader,
            FreeKiB = _free,
            FreeInodes = _inodes,
        };
    }

    private void Read(string line)
    {
        var (kind, rest) = Cut(line);
        switch (kind)
        {
            case "package" when rest.Split(' ') is [var name, var version, "installed"]: _packages[name] = version; break;
            case "absent": _states[rest] = new FileState.Absent(); break;
            case "unknown" when Cut(rest) is var (path, why): _states[path] = new FileState.Unknown(why); break;
            case "stat" when Cut(rest) is var (owner, more): ReadStat(owner, Cut(more)); break;
            case "sum" when rest.Length > 66: _sums[rest[66..]] = rest[..64]; break;
            case "content" when Cut(rest) is var (content, path): ReadContent(content, path); break;
            case "run:" or "down:": ReadService(kind, rest); break;
            case "probe" when Cut(rest) is var (number, exitCode): ReadProbe(number, exitCode); break;
            case "marker": _marker = rest; break;
            case "unverified": _unverified = rest; break;
            case "nodes": _record = SiteRecord.Read(rest); break;
            case "database": _hasData = true; break;
            case "storage" when rest.Length > 0: _storages.Add(new StorageInUse(rest, desired.Node.Address, ByPraefect: false)); break;
            case "virtual-storage" when Cut(rest) is var (address, storage)
                && storage.Length > 0:
                _storages.Add(new StorageInUse(storage, address, ByPraefect: true)); break;
            case "redis" when Cut(rest) is var (host, port): _redisMaster = IsAddress(host, port) ? host : null; break;
            case "cluster": _leader = PatroniCluster.Leader(rest); break;
            case "free" when long.TryParse(rest, CultureInfo.InvariantCulture, out var free): _free = free; break;
            case "inodes" when long.TryParse(rest, CultureInfo.InvariantCulture, out var inodes): _inodes = inodes; break;
            case "end": _complete = true; break;
        }
    }

    private void ReadStat(string owner, (string Mode, string Path) rest) => _stats[rest.Path] = (owner, rest.Mode.PadLeft(4, '0'));

    private void ReadContent(string base64, string path)
    {
        var bytes = new byte[base64.Length];
        var decoded = Convert.TryFromBase64String(base64, bytes, out var count);
        _damaged |= !decoded || Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, count))) != _sums.GetValueOrDefault(path);
        _contents[path] = Encoding.UTF8.GetString(bytes, 0, count);
    }

    // run: nginx: (pid 972) 7s; run: log: (pid 971) 7s
    private void ReadService(string kind, string rest)
    {
        var end = rest.IndexOf(':', StringComparison.Ordinal);
        if (end > 0) _services[rest[..end]] = kind == "run:";
    }

    private void ReadProbe(string number, string exitCode)
    {
        var index = int.Parse(number, CultureInfo.InvariantCulture);
        _ensured[desired.Ensures[index].Title] = exitCode == "0";
    }

    private static bool IsOurs(DesiredFile file, FileState.Present found) =>
        found.Content?.Contains(DesiredFile.Header, StringComparison.Ordinal)
            ?? (found.Sha256 == file.Content.Sha256 && file.Content.Masked.Length > 0);

    private FileState StateOf(string path)
    {
        if (_states.TryGetValue(path, out var state)) return state;
        return _sums.TryGetValue(path, out var sum) && _stats.TryGetValue(path, out var stat)
            ? new FileState.Present(sum, stat.Owner, stat.Mode, _contents.GetValueOrDefault(path))
            : new FileState.Unknown("could not be read");
    }

    // redis-cli prints an error in the place of an address when it has none.
    private static bool IsAddress(string host, string port) =>
        ushort.TryParse(port, CultureInfo.InvariantCulture, out _)
            && (IPAddress.TryParse(host, out _) || Uri.CheckHostName(host) == UriHostNameType.Dns);

    private static (string First, string More) Cut(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
    }
}
