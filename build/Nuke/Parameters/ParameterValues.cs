using System.Reflection;
using System.Text;

namespace Nuke.Common.Parameters;

/// <summary>The values of all parameters, each from the first source that has one.</summary>
internal sealed class ParameterValues
{
    private const BindingFlags BackingFields = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;

    private readonly Dictionary<string, object> values = [];
    private readonly StringBuilder fingerprint = new();
    private readonly List<string> secrets = [];

    public ParameterValues(
        IEnumerable<ParameterSpec> specs, IReadOnlyList<Func<ParameterSpec, RawValue?>> sources, NukeBuild? build, List<string> problems)
    {
        foreach (var spec in specs)
        {
            var raw = sources.Select(source => source(spec)).FirstOrDefault(found => found is not null);
            if (raw is null && spec.Required && build is not null) problems.Add(Missing(spec, build));
            if (raw is null) continue;
            if (spec.Secret) secrets.AddRange(raw.Words);

            try
            {
                if (build is not null) RequireMembership(spec, raw, build);
                values[spec.Name] = Converter.Convert(spec, raw);
                if (spec.Member is not null) fingerprint.Append(spec.Name).Append('=').AppendJoin('\0', raw.Words).Append('\n');
            }
            catch (FormatException exception)
            {
                problems.Add($"{raw.Origin}: {exception.Message}");
            }
        }
    }

    /// <summary>The parameters as given, so that two runs can be compared.</summary>
    public string Fingerprint => fingerprint.ToString();

    /// <summary>The values that no output may contain.</summary>
    public IReadOnlyList<string> Secrets => secrets;

    public static string Missing(ParameterSpec spec, NukeBuild build)
    {
        var expected = spec.AllowedBy(build) is { Length: > 0 } allowed ? "one of " + string.Join(", ", allowed) : Converter.Expected(spec);
        var meaning = spec.Description is { } description ? $" ({description.TrimEnd('.')})" : "";
        return $"{spec.Option} or {spec.Variable}{meaning}: not given. Expected {expected}.";
    }

    public T? Of<T>(ParameterSpec spec) => values.TryGetValue(spec.Name, out var value) ? (T)value : default;

    public object? Of(MemberInfo member) => member.IsDefined(typeof(ParameterAttribute))
        ? values.GetValueOrDefault(ParameterSpec.NameOf(member))
        : throw new InvalidOperationException(
            $"{member.DeclaringType?.Name}.{member.Name} is read as a parameter, but has no [Parameter] attribute.");

    /// <summary>Sets the members of the build class; those of interfaces ask for their values themselves.</summary>
    public void Inject(NukeBuild build, IEnumerable<ParameterSpec> specs)
    {
        foreach (var spec in specs)
        {
            if (spec.Member is not { DeclaringType: { IsInterface: false } type } || !values.TryGetValue(spec.Name, out var value))
                continue;
            if (spec.Member is FieldInfo field) field.SetValue(field.IsStatic ? null : build, value);
            if (spec.Member is PropertyInfo { SetMethod: { } setter }) setter.Invoke(setter.IsStatic ? null : build, [value]);
            else if (spec.Member is PropertyInfo)
                type.GetField($"<{spec.Member.Name}>k__BackingField", BackingFields)?.SetValue(build, value);
        }
    }

    private static void RequireMembership(ParameterSpec spec, RawValue raw, NukeBuild build)
    {
        var valid = spec.AllowedBy(build);
        if (valid.Length == 0 || spec.ElementType.IsEnum) return;
        foreach (var word in raw.Words.Except(valid, StringComparer.Ordinal))
            throw new FormatException(
                $"'{(spec.Secret ? "***" : word)}' is not one of {string.Join(", ", valid)}.{Nearest.Hint(word, valid)}");
    }
}
