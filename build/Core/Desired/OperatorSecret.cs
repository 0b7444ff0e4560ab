using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Desired;

/// <summary>A place in an environment's settings that refers to a secret of the store.</summary>
public sealed record OperatorSecret(string Name, string Key, Place Place)
{
    /// <summary>All of an environment, in the order of its files.</summary>
    public static IEnumerable<OperatorSecret> Of(GitLabEnvironment environment) =>
        Of(environment.Settings, environment.SettingPlaces).Concat(environment.Groups.SelectMany(x => Of(x.Settings, x.SettingPlaces)));

    /// <summary>The settings with the secrets in the places that refer to them.</summary>
    internal static RubyMap Resolve(RubyMap settings, ISecretSource secrets) =>
        RubyMap.Empty.With([.. settings.Select(x => (x.Key, Resolve(x.Value, secrets)))]);

    private static RubyValue Resolve(RubyValue value, ISecretSource secrets) => value switch
    {
        RubySecret x => secrets.Given(x.Name),
        RubyMap x => Resolve(x, secrets),
        RubyList x => RubyValue.List(x.Items.Select(item => Resolve(item, secrets))),
        _ => value,
    };

    private static IEnumerable<OperatorSecret> Of(RubyMap settings, SettingPlaces places) =>
        Walk("", settings).Select(x => new OperatorSecret(x.Name, x.Key, places.Find(x.Key) ?? default));

    private static IEnumerable<(string Key, string Name)> Walk(string path, RubyValue value) => value switch
    {
        RubySecret x => [(path, x.Name)],
        RubyMap x => x.SelectMany(entry => Walk(path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value)),
        RubyList x => x.Items.SelectMany(item => Walk(path, item)),
        _ => [],
    };
}
