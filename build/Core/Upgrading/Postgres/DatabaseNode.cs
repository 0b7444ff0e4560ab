using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Upgrading.Postgres;

/// <summary>What PostgreSQL's major upgrade finds on a node with a database.</summary>
public sealed record DatabaseNode
{
    // du of a large database takes its time.
    private static readonly Command Question = Command.Shell(
        "look at PostgreSQL and its data",
        EmbeddedScript.Of(typeof(DatabaseNode), "describe-database.sh")) with
    { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>The directory of the data.</summary>
    public required string Directory { get; init; }

    /// <summary>The major whose programs are linked, or null when there are none.</summary>
    public int? Programs { get; init; }

    /// <summary>The major that the data are of, or null when there are none.</summary>
    public int? Data { get; init; }

    /// <summary>The majors that the package brings.</summary>
    public ImmutableArray<int> Brought { get; init; } = [];

    /// <summary>Directories beside the data that are not empty, e.g. data.14: an upgrade that was, or that broke off.</summary>
    public ImmutableArray<string> Beside { get; init; } = [];

    /// <summary>Kibibytes of the data.</summary>
    public long UsedKiB { get; init; }

    /// <summary>Kibibytes free beside them.</summary>
    public long FreeKiB { get; init; }

    /// <summary>Whether a pg-upgrade that this tool began is under way there.</summary>
    public bool Upgrading { get; init; }

    /// <summary>Whether Patroni says that it leads.</summary>
    public bool Leads { get; init; }

    /// <summary>The major that an upgrade goes to which has not come to its end, as the mark on the node says, or null.</summary>
    public int? GoesTo { get; init; }

    /// <summary>Whether data and programs are of this major.</summary>
    public bool Is(int major) => Data == major && Programs == major;

    /// <summary>Whether an upgrade to this major broke off: the programs are new, and the data, whole as they were, are not.</summary>
    public bool BrokeOffBefore(int major) => Programs == major && Data < major;

    /// <summary>The file that is locked on a node while gitlab-ctl pg-upgrade runs there.</summary>
    public const string Lock = "/run/gitlab-ha-pg-upgrade.lock";

    /// <summary>What is asked; read by <see cref="Read"/>.</summary>
    public static Command Ask(Node node, string directory) => Question with { Arguments = [directory, Lock, node.Address] };

    /// <summary>Reads the answer.</summary>
    public static DatabaseNode Read(Node node, string directory, string answer)
    {
        var lines = answer.Split('\n').Select(x => x.Split(' ', 2)).ToLookup(x => x[0], x => x.Length > 1 ? x[1].Trim() : "");
        int? Major(string word) => int.TryParse(lines[word].FirstOrDefault(), CultureInfo.InvariantCulture, out var major) ? major : null;
        long KiB(string word) => long.TryParse(lines[word].FirstOrDefault(), CultureInfo.InvariantCulture, out var size) ? size : 0;
        return new DatabaseNode
        {
            Node = node,
            Directory = directory,
            Programs = Major("programs"),
            Data = Major("data"),
            Brought = [
                .. lines["brought"].Where(x => int.TryParse(x, CultureInfo.InvariantCulture, out _))
                .Select(x => int.Parse(x, CultureInfo.InvariantCulture)).Order()],
            Beside = [.. lines["beside"]],
            UsedKiB = KiB("used"),
            FreeKiB = KiB("free"),
            Upgrading = lines.Contains("upgrading"),
            Leads = lines.Contains("leads"),
            GoesTo = Marks.Upgrading(lines["mark"].FirstOrDefault() ?? ""),
        };
    }
}
