namespace Nuke.Common.Parameters;

/// <summary>The words of a command line, sorted into targets and options; anything else is a problem.</summary>
internal sealed class CommandLine
{
    private readonly IReadOnlyList<ParameterSpec> specs;
    private readonly IReadOnlyCollection<string> targetNames;
    private readonly Dictionary<ParameterSpec, string[]> options = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> problems = [];
    private readonly List<string> targets = [];

    public CommandLine(IReadOnlyList<string> arguments, IReadOnlyList<ParameterSpec> specs, IReadOnlyCollection<string> targetNames)
    {
        this.specs = specs;
        this.targetNames = targetNames;
        var index = 0;
        while (index < arguments.Count && !IsOption(arguments[index])) targets.AddRange(arguments[index++].Split('+'));
        while (index < arguments.Count)
        {
            var option = arguments[index++];
            var words = arguments.Skip(index).TakeWhile(word => !IsOption(word)).ToArray();
            index += words.Length;
            Take(option, words);
        }
        targets.AddRange(Values(BuiltIn.Target) ?? []);
    }

    public IReadOnlyList<string> Targets => targets;

    public IReadOnlyList<string> Problems => problems;

    public bool Has(ParameterSpec spec) => options.ContainsKey(spec);

    public string[]? Values(ParameterSpec spec) => options.GetValueOrDefault(spec);

    private static bool IsOption(string word) => word.StartsWith('-');

    private void Take(string option, string[] words)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? option : option[..equals];
        var key = OptionName.Key(name);
        var spec = key is "" ? null : specs.FirstOrDefault(candidate => OptionName.Key(candidate.Name) == key);
        if (spec is null)
        {
            var valid = specs.Where(candidate => candidate.Listed).Select(candidate => candidate.Option).Order(StringComparer.Ordinal)
                .ToArray();
            problems.Add($"{name}: there is no such option.{Nearest.Hint(name, valid)} Expected one of {string.Join(", ", valid)}.");
            return;
        }

        var values = equals < 0 ? words : [option[(equals + 1)..], .. words];
        if (Misfit(spec, values, inline: equals >= 0) is { } problem) problems.Add($"{spec.Option}: {problem}");
        else if (!options.TryAdd(spec, Split(spec, values))) problems.Add($"{spec.Option}: given more than once; give it once.");
    }

    private string? Misfit(ParameterSpec spec, string[] values, bool inline)
    {
        if (spec.IsSwitch)
        {
            var surplus = values.Skip(inline ? 1 : 0).FirstOrDefault(word => inline || !bool.TryParse(word, out _) || values.Length > 1);
            return surplus is null ? null : $"is a switch and takes no value, but '{surplus}' follows.{TargetsComeFirst(surplus)}";
        }
        if (spec.Type.IsArray)
            return values.Length == 0 && spec != BuiltIn.Skip ? $"needs at least one value: {Converter.Expected(spec)}." : null;
        if (values.Length == 0)
            return $"needs a value: {Converter.Expected(spec)}. Write one that begins with '-' as {spec.Option}=-…";
        return values.Length > 1 ? $"takes one value, but '{values[1]}' follows '{values[0]}'.{TargetsComeFirst(values[1])}" : null;
    }

    private string TargetsComeFirst(string word) =>
        targetNames.FirstOrDefault(name => OptionName.Key(name) == OptionName.Key(word)) is { } target
            ? $" '{target}' is a target, and targets come before the first option: ./build.sh {target} …"
            : "";

    private static string[] Split(ParameterSpec spec, string[] values) =>
        spec.Separator is { } separator && values.Length == 1 ? values[0].Split(separator, StringSplitOptions.RemoveEmptyEntries) : values;
}
