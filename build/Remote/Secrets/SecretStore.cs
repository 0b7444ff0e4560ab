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
    private readonly ISecretFile _file;
    private ImmutableSortedDictionary<string, string> _values;
    private bool _hasNew;

    private SecretStore(ISecretFile file, ImmutableSortedDictionary<string, string> values) => (_file, _values) = (file, values);

    /// <summary>Every secret that is known, for <see cref="SecretMask"/>.</summary>
    public IReadOnlyList<Secret> Known
    {
        get
        {
            lock (_lock) return [.. _values.Select(x => new Secret(x.Key, x.Value))];
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
            if (name.StartsWith("aws_", StringComparison.Ordinal)) throw CannotBeGenerated(name);
            value = Generate();
            _values = _values.SetItem(name, value);
            _hasNew = true;
            return new Secret(name, value);
        }
    }

    /// <summary>Keeps what was generated; writes nothing when nothing was. To be called before a secret reaches a node.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        ImmutableSortedDictionary<string, string> values;
        lock (_lock)
        {
            if (!_hasNew) return;
            values = _values;
        }

        await _file.WriteAsync(SecretYaml.Write(values), cancellationToken);
        lock (_lock) _hasNew = !ReferenceEquals(values, _values);
    }

    // Letters and digits mean nothing in URLs, YAML, Ruby, SQL and shells; a letter first keeps YAML from seeing a number.
    private static string Generate() => RandomNumberGenerator.GetString(Letters, 1) + RandomNumberGenerator.GetString(Characters, Length - 1);

    private OperatorException CannotBeGenerated(string name) => new(
        $"the secret {name} is missing, and only you can know it",
        _file.Path,
        _file.HowToAdd(name));
}
