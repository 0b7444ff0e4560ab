using System.Collections.Immutable;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Tests.Unit.Recovering;

/// <summary>A secrets store in memory: it holds some values, and generates the others.</summary>
internal sealed class Stores(string mark, params string[] held) : ISecretSource
{
    private readonly HashSet<string> _generated = [];

    public IReadOnlySet<string> Generated => _generated;

    public Secret Get(string name)
    {
        if (!held.Contains(name) && !held.Contains("*")) _generated.Add(name);
        return new Secret(name, $"{mark}-{name.Replace('_', '-')}");
    }
}
