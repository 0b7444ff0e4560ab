using System.Globalization;

namespace GitLabHa.Core.Rendering;

/// <summary>
/// The settings of a node that follow from the topology: those that a role sets and does not declare tunable, and the defaults of
/// Omnibus that a role relies on without writing them.
/// </summary>
internal sealed class SettingOwnership
{
    private readonly HashSet<string> _tunable = [];
    private RubyMap _assumed = RubyMap.Empty;

    /// <summary>A setting, and all below it, that an operator may change.</summary>
    public void Tunable(string path) => _tunable.Add(path);

    /// <summary>The role relies on Omnibus' default of a setting.</summary>
    public void Assume(string section, string key, RubyValue value) =>
        _assumed = _assumed.MergedWith(RubyMap.Empty.With((section, RubyMap.Empty.With((key, value)))));

    /// <summary>The operator's settings that differ from what the roles set and assume.</summary>
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

    // What a role sets is compared above; nil means the default, which the role relies on.
    private static IEnumerable<OverriddenSetting> Contradicted(RubyMap assumed, RubyMap? roles, RubyMap result, string prefix) =>
        assumed.SelectMany(x => (x.Value, roles?[x.Key], result[x.Key]) switch
        {
            (_, _, null or RubyNil) => [],
            (RubyMap inner, var ours, RubyMap merged) => Contradicted(inner, ours as RubyMap, merged, $"{prefix}{x.Key}."),
            (var value, null, var found) when !Fits(value, found) => [new OverriddenSetting(prefix + x.Key, value)],
            _ => Enumerable.Empty<OverriddenSetting>(),
        });

    // A list with all rendered values and more is accepted; 8008 and '8008' are rendered the same.
    private static bool Fits(RubyValue expected, RubyValue found) => (expected, found) switch
    {
        (RubyList ours, RubyList theirs) => ours.Items.All(theirs.Items.Contains),
        (RubyInteger number, RubyString text) => text.Text.Reveal() == number.Value.ToString(CultureInfo.InvariantCulture),
        (RubyString, RubyInteger) => Fits(found, expected),
        _ => expected.Equals(found),
    };
}
