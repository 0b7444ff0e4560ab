using System.Collections.Immutable;
using System.Security.Cryptography;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Remote.Secrets;

/// <summary>The secrets of an environment; what is asked for the first time is generated.</summary>
public sealed class SecretStore : ISecretSource
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Characters = Letters + "0123456789";
    private const int Length = 32;

    private readonly Lock _lock = new();

    // The same for every caller: roles of one node that ask for a missing secret agree about it until it is refused.
    private readonly string _standIn = Generate();

    private readonly ISecretFile _file;
    private ImmutableSortedDictionary<string, string> _values;
    private ImmutableHashSet<string> _generated = [];
    private ImmutableSortedSet<string> _given = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private bool _isChanged;

    private SecretStore(ISecretFile file, ImmutableSortedDictionary<string, string> values) => (_file, _values) = (file, values);

    /// <summary>Every secret that is known, for <see cref="SecretMask"/>.</summary>
    public IReadOnlyList<Secret> Known
    {
        get
        {
            lock (_lock) return [.. _values.Select(x => new Secret(x.Key, x.Value))];
        }
    }

    /// <inheritdoc />
    public string Place => _file.Path;

    /// <inheritdoc />
    public IReadOnlySet<string> Generated
    {
        get
        {
            lock (_lock) return _generated;
        }
    }

    /// <summary>Opens the environment's store; one that is not there yet is empty.</summary>
    public static async Task<SecretStore> LoadAsync(GitLabEnvironment environment, string stateDirectory, CancellationToken cancellationToken)
    {
        ISecretFile file = environment.Secrets.Store switch
        {
            SecretStoreKind.File => new PlainSecretFile(Path.Combine(stateDirectory, "secrets.yml")),
            SecretStoreKind.Age => new AgeSecretFile(environment),
            var other => throw new InvalidOperationException($"no store for {other}"),
        };
        var text = await file.ReadAsync(cancellationToken);
        return new SecretStore(file, SecretYaml.Parse(text ?? "", file.Path));
    }

    /// <inheritdoc />
    public Secret Get(string name)
    {
        lock (_lock)
        {
            if (_values.TryGetValue(name, out var value)) return new Secret(name, value);
            value = Generate();
            _values = _values.SetItem(name, value);
            _generated = _generated.Add(name);
            _isChanged = true;
            return new Secret(name, value);
        }
    }

    /// <inheritdoc />
    public Secret Given(string name)
    {
        lock (_lock)
        {
            if (!_values.ContainsKey(name)) _given = _given.Add(name);
            return _values.TryGetValue(name, out var value) ? new Secret(name, value) : new Secret(name, _standIn);
        }
    }

    /// <summary>Refuses when the store lacks what only the operator can know.</summary>
    public void RefuseMissing()
    {
        lock (_lock)
        {
            if (_given.IsEmpty) return;
            throw new OperatorException(
                $"{(_given.Count == 1 ? "The secret" : "The secrets")} {string.Join(", ", _given)} {(_given.Count == 1 ? "is" : "are")} missing, and only you can know {(_given.Count == 1 ? "it" : "them")}.",
                Place,
                string.Join("; ", _given.Select(_file.HowToAdd)));
        }
    }

    /// <summary>Refuses when this run generated secrets that no node can have.</summary>
    public void RefuseGenerated(string environment)
    {
        if (Generated.Count > 0)
            throw new OperatorException(
                $"The store has no value yet for {string.Join(", ", Generated.Order(StringComparer.Ordinal))}.",
                Place,
                $"Deploy generates them. When the site runs already, read them back from its nodes: ./build.sh RecoverSecrets --env {environment}");
    }

    /// <summary>Takes values that exist already in the place of those that were generated; other generated ones are forgotten.</summary>
    public void Take(IEnumerable<Secret> existing)
    {
        lock (_lock)
        {
            var taken = existing.ToDictionary(x => x.Name, x => x.Reveal());
            _values = _values.RemoveRange(_generated).SetItems(taken);
            _generated = [];
            _isChanged = taken.Count > 0;
        }
    }

    /// <summary>Keeps what was generated or taken; writes nothing when nothing was. To be called before a secret reaches a node.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        ImmutableSortedDictionary<string, string> values;
        lock (_lock)
        {
            if (!_isChanged) return;
            values = _values;
        }

        await _file.WriteAsync(SecretYaml.Write(values), cancellationToken);
        lock (_lock)
        {
            _generated = _generated.Except(values.Keys);
            _isChanged = !ReferenceEquals(values, _values);
        }
    }

    // Letters and digits mean nothing in URLs, YAML, Ruby, SQL and shells; a letter first keeps YAML from seeing a number.
    private static string Generate() => RandomNumberGenerator.GetString(Letters, 1) + RandomNumberGenerator.GetString(Characters, Length - 1);
}
