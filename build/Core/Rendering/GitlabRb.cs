using System.Collections.Immutable;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Rendering;

/// <summary>
/// The settings of one node's gitlab.rb, merged from all its roles. Two roles that give one key different values are an
/// error that names both.
/// </summary>
public sealed class GitlabRb
{
    private readonly List<string> _roles = [];
    private readonly Dictionary<string, string> _sources = [];
    private readonly SettingOwnership _ownership = new();
    private RubyMap? _ofRoles;
    private RubyMap _calls = RubyMap.Empty;
    private RubyMap _sections = RubyMap.Empty;
    private string _source = "";

    /// <summary>The Omnibus roles of the node.</summary>
    public IReadOnlyList<string> Roles => _roles;

    /// <summary>All settings by section, e.g. redis → { port: 6379 }.</summary>
    public RubyMap Sections => _sections;

    /// <summary>The call-style settings, e.g. external_url.</summary>
    public RubyMap Calls => _calls;

    /// <summary>The names of all settings: <c>external_url</c>, <c>roles</c>, <c>redis.port</c>.</summary>
    public IEnumerable<string> Names =>
    [
        .. _calls.Select(x => x.Key), "roles",
        .. _sections.SelectMany(section => ((RubyMap)section.Value).Select(x => $"{section.Key}.{x.Key}")),
    ];

    /// <summary>The role of the settings that follow; conflict messages contain its name.</summary>
    public GitlabRb From(string source)
    {
        _source = source;
        return this;
    }

    /// <summary>Adds Omnibus roles, e.g. redis_master_role.</summary>
    public GitlabRb Role(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (!_roles.Contains(name)) _roles.Add(name);
        return this;
    }

    /// <summary>Sets <c>section['key'] = value</c>; maps of several roles are merged.</summary>
    public GitlabRb Set(string section, string key, RubyValue value)
    {
        _sections = Add(_sections, RubyMap.Empty.With((section, RubyMap.Empty.With((key, value)))), "");
        return this;
    }

    /// <summary>Sets several keys of a section.</summary>
    public GitlabRb Set(string section, params ReadOnlySpan<(string Key, RubyValue Value)> entries)
    {
        foreach (var (key, value) in entries) Set(section, key, value);
        return this;
    }

    /// <summary>Lets operators change settings and all that is below them: nothing relies on the values that the role sets.</summary>
    public GitlabRb Tunable(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths) _ownership.Tunable(path);
        return this;
    }

    /// <summary>
    /// Relies on defaults of Omnibus: they are not written, and an operator's settings must not change them. nil means
    /// a setting that must stay unset.
    /// </summary>
    public GitlabRb Assume(string section, params ReadOnlySpan<(string Key, RubyValue Value)> entries)
    {
        foreach (var (key, value) in entries) _ownership.Assume(section, key, value);
        return this;
    }

    /// <summary>Sets a call-style setting: <c>external_url 'x'</c>.</summary>
    public GitlabRb Call(string name, RubyValue argument)
    {
        _calls = Add(_calls, RubyMap.Empty.With((name, argument)), "");
        return this;
    }

    /// <summary>What the operator's settings change of what the roles rely on; the linter refuses it.</summary>
    public IEnumerable<OverriddenSetting> Overridden =>
        _ofRoles is null ? [] : _ownership.Overridden(_ofRoles, _calls.MergedWith(_sections));

    /// <summary>Merges an operator's settings; these win over what roles say.</summary>
    public GitlabRb Override(RubyMap settings)
    {
        _ofRoles ??= _calls.MergedWith(_sections);
        foreach (var (name, value) in settings)
        {
            if (value is RubyMap section) _sections = _sections.MergedWith(RubyMap.Empty.With((name, section)));
            else _calls = _calls.With((name, value));
        }

        return this;
    }

    /// <summary>Writes the file: deterministic Ruby with string keys.</summary>
    public SecretText Render() => SecretText.Concat(Lines().Select(x => x + "\n"));

    private IEnumerable<SecretText> Lines()
    {
        yield return "# Written by GitLab HA from the environment's role definitions: change those, not this file.";
        foreach (var (name, value) in _calls) yield return SecretText.Of($"{name} {RubyLiteral.Write(value, callArgument: true)}");
        if (_roles.Count > 0) yield return SecretText.Of($"roles {RubyLiteral.Write(RubyValue.List(_roles))}");
        foreach (var (section, settings) in _sections)
        {
            yield return "";
            foreach (var (key, value) in ((RubyMap)settings).OrderBy(x => x.Key == "enable" ? 0 : 1))
                yield return SecretText.Of($"{section}[{RubyLiteral.Quote(key)}] = {RubyLiteral.Write(value)}");
        }
    }

    private RubyMap Add(RubyMap into, RubyMap added, string path)
    {
        foreach (var (key, value) in added)
        {
            var here = path.Length == 0 ? key : $"{path}['{key}']";
            into = into.With((key, Merge(into[key], value, here)));
        }

        return into;
    }

    private RubyValue Merge(RubyValue? old, RubyValue value, string path)
    {
        if (old is RubyMap mine && value is RubyMap theirs) return Add(mine, theirs, path);
        if (old is not null && !old.Equals(value)) throw Conflict(path);
        if (value is RubyMap map) Note(map, path);
        _sources.TryAdd(path, _source);
        return value;
    }

    private void Note(RubyMap map, string path)
    {
        foreach (var (key, value) in map)
        {
            _sources.TryAdd($"{path}['{key}']", _source);
            if (value is RubyMap inner) Note(inner, $"{path}['{key}']");
        }
    }

    private OperatorException Conflict(string path) => new(
        $"The roles '{_sources.GetValueOrDefault(path, "?")}' and '{_source}' give {path} different values.",
        path,
        "Put these roles on different groups, or set the key in the group's settings.");
}
