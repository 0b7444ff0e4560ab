using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Remote.Secrets;

/// <summary>The secrets of an environment; what is asked for the first time is generated.</summary>
public sealed partial class EnvironmentSecrets : ISecretSource
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Characters = Letters + "0123456789";
    private const int Length = 32;

    private readonly Lock _lock = new();

    private readonly ISecretStore _store;
    private ImmutableSortedDictionary<string, VersionedSecret> _kept;
    private ImmutableSortedDictionary<string, string> _values;
    private ImmutableSortedSet<string> _given = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private ImmutableHashSet<string> _asked = [];

    private EnvironmentSecrets(ISecretStore store, ImmutableSortedDictionary<string, VersionedSecret> kept) =>
        (_store, _kept, _values) = (store, kept, ValuesOf(kept));

    /// <summary>Every secret that is known, for <see cref="SecretMask"/>.</summary>
    public IReadOnlyList<Secret> Known
    {
        get
        {
            lock (_lock) return [.. _values.Where(x => x.Key != Rotation.Key).Select(x => new Secret(x.Key, x.Value))];
        }
    }

    /// <inheritdoc />
    public string Place => _store.Place;

    /// <inheritdoc />
    public IReadOnlySet<string> Generated
    {
        get
        {
            lock (_lock) return _values.Keys.Where(x => !_kept.ContainsKey(x)).ToImmutableHashSet();
        }
    }

    /// <summary>Reads the environment's store; one that is not there yet is empty.</summary>
    public static async Task<EnvironmentSecrets> LoadAsync(
        GitLabEnvironment environment, string stateDirectory, CancellationToken cancellationToken)
    {
        var store = SecretStoreFactory.For(environment, stateDirectory);
        return new EnvironmentSecrets(store, await store.ReadAsync(cancellationToken));
    }

    /// <inheritdoc />
    public Rotation Rotation
    {
        get
        {
            lock (_lock) return Rotation.Read(_values.GetValueOrDefault(Rotation.Key));
        }
    }

    /// <summary>The secrets that the tool generated and the roles of this environment ask for: those that it can replace.</summary>
    public IReadOnlyCollection<string> Replaceable
    {
        get
        {
            lock (_lock) return [.. _asked.Where(x => !Rotation.IsOwn(x) && _kept.ContainsKey(x)).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>What only the operator knows and the store has no value for.</summary>
    public IReadOnlyCollection<string> Missing
    {
        get
        {
            lock (_lock) return [.. _given.Except(_asked).Where(x => !_kept.ContainsKey(x))];
        }
    }

    /// <inheritdoc />
    public Secret Get(string name)
    {
        lock (_lock)
        {
            _asked = _asked.Add(name);
            return Value(name);
        }
    }

    /// <inheritdoc />
    public Secret Given(string name)
    {
        lock (_lock)
        {
            _given = _given.Add(name);
            // Until it is refused, a generated value takes the place of a missing one.
            return Value(name);
        }
    }

    /// <summary>
    /// Refuses when the store lacks what only the operator can know: all of them at once, with the places that refer to them.
    /// </summary>
    public void RefuseMissing(GitLabEnvironment environment)
    {
        if (Missing.Count == 0) return;
        var places = OperatorSecret.Of(environment).ToLookup(x => x.Name);
        throw new OperatorException(
            $"{Missing.Count} {(Missing.Count == 1 ? "secret is" : "secrets are")} missing that only you can know:"
                + string.Concat(Missing.Select(x => places.Contains(x)
                    ? string.Concat(places[x].Select(place => $"\n- {place.Place.Exact}: settings.{place.Key}: !secret {x}"))
                    : $"\n- {x}, for object_storage with use_iam_profile: false")),
            Place,
            string.Join("; ", Missing.Select(x => $"./build.sh SetSecret --env {environment.Name} --name {x}")) + $". "
                + $"When nodes have them already: ./build.sh RecoverSecrets --env {environment.Name}");
    }

    /// <summary>Refuses a name that nothing asks the operator for, before its value is asked for.</summary>
    public void RefuseName(string name, string environment)
    {
        lock (_lock)
        {
            if (_asked.Contains(name) && _kept.ContainsKey(name))
                throw new OperatorException(
                    $"{name} is generated and in use: another value would lock the nodes out of each other.",
                    Place,
                    "Leave it. SetSecret sets only what the store lacks, and what settings name with !secret.");
            if (_asked.Contains(name) || _given.Contains(name)) return;
            var near = Nearest.To(name, _given.Union(_asked)) is { } nearest ? $"Did you mean {nearest}? " : "";
            throw new OperatorException(
                $"No setting of {environment} refers to a secret "
                    + $"{name}{(_given.IsEmpty ? "" : $"; there are: {string.Join(", ", _given)}")}.",
                "--name",
                $"{near}Write the reference first, e.g. smtp_password: !secret {(SecretName().IsMatch(name) ? name : "smtp_password")}");
        }
    }

    /// <summary>Refuses when this run generated secrets that no node can have.</summary>
    public void RefuseGenerated(string environment)
    {
        if (Generated.Count > 0)
            throw new OperatorException(
                $"The store has no value yet for {string.Join(", ", Generated.Order(StringComparer.Ordinal))}.",
                Place,
                $"Deploy generates them. When the site runs already, read them back from its nodes: ./build.sh RecoverSecrets --env "
                    + $"{environment}");
    }

    /// <summary>Takes values that exist already in the place of those that were generated; other generated ones are forgotten.</summary>
    public void Take(IEnumerable<Secret> existing)
    {
        lock (_lock)
        {
            var taken = existing.ToDictionary(x => x.Name, x => x.Reveal());
            _values = ValuesOf(_kept).SetItems(taken);
            _given = _given.Except(taken.Keys);
        }
    }

    /// <summary>Keeps what was generated or taken; writes nothing when nothing was. To be called before a secret reaches a node.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<SecretChange> changes;
        lock (_lock)
        {
            var unasked = _given.Except(_asked).Where(x => !_kept.ContainsKey(x));
            changes =
            [
                .. _values.RemoveRange(unasked)
                    .Where(x => _kept.GetValueOrDefault(x.Key)?.Value != x.Value)
                    .Select(x => new SecretChange(x.Key, x.Value, _kept.GetValueOrDefault(x.Key)?.Version ?? 0)),
            ];
        }

        if (changes.IsEmpty) return;
        await _store.WriteAsync(changes, cancellationToken);
        lock (_lock) _kept = _kept.SetItems(changes.Select(x => KeyValuePair.Create(x.Name, x.Written)));
    }

    /// <summary>Keeps how far a rotation is; the next values are generated when it begins.</summary>
    public Task RotateAsync(Rotation rotation, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var begins = Rotation.Read(_values.GetValueOrDefault(Rotation.Key)) == Rotation.None;
            // A next value of an earlier rotation is the one in use.
            if (begins) _values = _values.SetItems(rotation.Names.Select(x => KeyValuePair.Create(Rotation.NextOf(x), Generate())));
            _values = _values.SetItem(Rotation.Key, rotation.ToString());
        }

        return SaveAsync(cancellationToken);
    }

    /// <summary>Keeps the next values as those in use: every node has them.</summary>
    public Task CloseRotationAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var names = Rotation.Read(_values.GetValueOrDefault(Rotation.Key)).Names;
            _values = _values.SetItems(names.Select(x => KeyValuePair.Create(x, _values[Rotation.NextOf(x)])))
                .SetItem(Rotation.Key, Rotation.None.ToString());
        }

        return SaveAsync(cancellationToken);
    }

    private static ImmutableSortedDictionary<string, string> ValuesOf(ImmutableSortedDictionary<string, VersionedSecret> kept) =>
        kept.ToImmutableSortedDictionary(x => x.Key, x => x.Value.Value, StringComparer.Ordinal);

    private Secret Value(string name)
    {
        if (_values.TryGetValue(name, out var value)) return new Secret(name, value);
        value = Generate();
        _values = _values.SetItem(name, value);
        return new Secret(name, value);
    }

    // Letters and digits mean nothing in URLs, YAML, Ruby, SQL and shells; a letter first keeps YAML from seeing a number.
    private static string Generate() =>
        RandomNumberGenerator.GetString(Letters, 1) + RandomNumberGenerator.GetString(Characters, Length - 1);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
