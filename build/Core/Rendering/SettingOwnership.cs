using System.Globalization;

namespace GitLabHa.Core.Rendering;

/// <summary>
/// Which settings of a node belong to the topology. Whatever a role sets belongs to it, unless the role says that it is tunable;
/// and so do the defaults of Omnibus that a role relies on without writing them.
/// </summary>
internal sealed class SettingOwnership
{
    private readonly HashSet<string> _tunable = [];
    private RubyMap _assumed = RubyMap.Empty;

    /// <summary>A setting, and all below it, that an operator may change.</summary>
    public void Tunable(string path) => _tunable.Add(path);

    /// <summary>Omnibus' own default of a setting is relied on.</summary>
    public void Assume(string section, string key, RubyValue value) =>
        _assumed = _assumed.MergedWith(RubyMap.Empty.With((section, RubyMap.Empty.With((key, value)))));

    /// <summary>What an operator's settings change of what the roles set and assume.</summary>
    public IEnumerable<OverriddenSetting> Overridden(RubyMap roles, RubyMap result) =>
        Changed(roles, result, "").Concat(Contradicted(_assumed, roles, result, ""));

    private IEnumerable<OverriddenSetting> Changed(RubyMap roles, RubyMap result, string prefix) =>
        roles.SelectMany(x => Changed(x.Value, result[x.Key]!, prefix + x.Key));

    private IEnumerable<OverriddenSetting> Changed(RubyValue ours, RubyValue result, string path)
    {
        if (_tunable.Contains(path)) return [];
        if (ours is RubyMap map && result is RubyMap merged) return Changed(map, merged, path + ".");
        return Fits(ours, result) ? [] : [new OverriddenSetting(path, ours)];
    }

    // What a role sets is compared above; nil asks for the default, which is what is relied on.
    private static IEnumerable<OverriddenSetting> Contradicted(RubyMap assumed, RubyMap? roles, RubyMap result, string prefix) =>
        assumed.SelectMany(x => (x.Value, roles?[x.Key], result[x.Key]) switch
        {
            (_, _, null or RubyNil) => [],
            (RubyMap inner, var ours, RubyMap merged) => Contradicted(inner, ours as RubyMap, merged, $"{prefix}{x.Key}."),
            (var value, null, var found) when !Fits(value, found) => [new OverriddenSetting(prefix + x.Key, value)],
            _ => Enumerable.Empty<OverriddenSetting>(),
        });

    // A list that holds all rendered values and more breaks nothing; 8008 and '8008' are written alike.
    private static bool Fits(RubyValue expected, RubyValue found) => (expected, found) switch
    {
        (RubyList ours, RubyList theirs) => ours.Items.All(theirs.Items.Contains),
        (RubyInteger number, RubyString text) => text.Text.Reveal() == number.Value.ToString(CultureInfo.InvariantCulture),
        (RubyString, RubyInteger) => Fits(found, expected),
        _ => expected.Equals(found),
    };
}
