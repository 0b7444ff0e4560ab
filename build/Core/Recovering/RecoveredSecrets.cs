using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Recovering;

/// <summary>What the nodes of a site say about its secrets.</summary>
public sealed record RecoveredSecrets
{
    /// <summary>One entry per secret that a node holds or will hold, by name.</summary>
    public required ImmutableArray<RecoveredSecret> All { get; init; }

    /// <summary>
    /// Reads them from what was observed. <paramref name="kept"/> are the names that the store has: these are only compared.
    /// </summary>
    public static RecoveredSecrets From(
        IEnumerable<DesiredNode> desired, IReadOnlyDictionary<Node, NodeObservation> observed, IReadOnlySet<string> kept)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new RecoveredSecrets
        {
            All =
            [
                .. desired.SelectMany(x => NodeSecrets.On(x, observed[x.Node])).GroupBy(x => x.Name)
                    .OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => Judge(x.Key, [.. x], kept.Contains(x.Key), salt)),
            ],
        };
    }

    /// <summary>Refuses when nodes hold different values of one secret: none of them can be told to be the right one.</summary>
    public void RefuseDisagreement()
    {
        var split = All.Where(x => x.State == RecoveryState.Disagreeing).ToArray();
        if (split.Length == 0) return;
        throw new OperatorException(
            "Nodes hold different values of the same secret, so nothing was written:"
                + string.Concat(split.Select(x => $"\n- {x.Name}: {x.Evidence}")),
            string.Join(", ", split.SelectMany(x => x.Nodes).Distinct()),
            "Find out which value the running services use, write it into gitlab.rb of the other nodes, and rerun the command.");
    }

    /// <summary>Refuses when something could not be read; returns how many secrets were recovered.</summary>
    public int RefuseLost()
    {
        var lost = All.Where(x => x.State == RecoveryState.Lost).ToArray();
        if (lost.Length == 0) return All.Count(x => x.State == RecoveryState.Recovered);
        throw new OperatorException(
            $"{lost.Length} of {All.Length} secrets could not be recovered; the others are in the store:"
                + string.Concat(lost.Select(x => $"\n- {x.Name}: {x.Evidence}")),
            string.Join(", ", lost.SelectMany(x => x.Nodes).Distinct()),
            "Bring these nodes back and rerun the command, or add the missing ones to the store by hand.");
    }

    private static RecoveredSecret Judge(string name, ImmutableArray<NodeSecret> places, bool kept, byte[] salt)
    {
        var found = places.Where(x => x.Found is not null).ToArray();
        var plain = found.Where(x => x.Wanted.HashedFor is null).Select(x => x.Found!.Reveal()).Distinct().ToArray();
        var hashes = found.Where(x => x.Wanted.HashedFor is not null).ToArray();
        var value = plain.Length > 0
            ? plain[0]
            : hashes.Length > 0 && places.All(x => x.Wanted.HashedFor is not null) ? Secret.OfHash(hashes[0].Found!.Reveal()) : null;
        var agreed = plain.Length <= 1
            && hashes.All(
            x => x.Found!.Reveal() == (value is null
                ? hashes[0].Found!.Reveal() : new Secret(name, value).PostgresMd5(x.Wanted.HashedFor!).Reveal()));
        var secret = new RecoveredSecret
        {
            Name = name,
            Nodes = [.. (found.Length > 0 ? found : [.. places]).Select(x => x.Node.Name).Distinct()]
        };
        if (kept) return secret with { State = found.Any(x => x.Differs) ? RecoveryState.KeptThoughDiffering : RecoveryState.Kept };
        if (!agreed) return secret with { State = RecoveryState.Disagreeing, Evidence = Evidence(found, salt) };
        if (value is not null) return secret with { State = RecoveryState.Recovered, Value = new Secret(name, value) };
        var unknown = places.Where(x => x.Unknown is not null).DistinctBy(x => x.Node).Select(x => $"{x.Node}: {x.Unknown}").ToArray();
        if (unknown.Length > 0) return secret with { State = RecoveryState.Lost, Evidence = string.Join("; ", unknown) };
        return hashes.Length > 0
            ? secret with { State = RecoveryState.Lost, Evidence = "the nodes hold only its hash" }
            : secret with { State = RecoveryState.New };
    }

    // A hash of a weak password would tell it: these are good for comparing in this run, and for nothing else.
    private static string Evidence(IEnumerable<NodeSecret> found, byte[] salt) => string.Join("; ", found
        .GroupBy(
            x => (x.Wanted.HashedFor,
                Mark: Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(x.Found!.Reveal())))[..8]))
        .Select(x => (x.Key, Nodes: x.Select(place => place.Node.Name).Distinct().ToArray()))
        .Select(x =>
            $"{string.Join(", ", x.Nodes)} {(x.Nodes.Length == 1 ? "has" : "have")} "
            + $"#{x.Key.Mark}{(x.Key.HashedFor is { } user ? $" (its hash for {user})" : "")}"));
}
