using System.ComponentModel;
using System.Globalization;
using Nuke.Common.IO;

namespace Nuke.Common.Parameters;

/// <summary>Turns words into values of a parameter's type.</summary>
internal static class Converter
{
    public static object Convert(ParameterSpec spec, RawValue raw)
    {
        if (!spec.Type.IsArray)
            return raw.Words.Length switch
            {
                0 => true,
                1 => One(spec, raw.Words[0], raw.BaseDirectory),
                _ => throw new FormatException($"expected one value, not {raw.Words.Length}."),
            };

        var items = Array.CreateInstance(spec.ElementType, raw.Words.Length);
        foreach (var (index, word) in raw.Words.Index()) items.SetValue(One(spec, word, raw.BaseDirectory), index);
        return items;
    }

    public static string Expected(ParameterSpec spec)
    {
        var type = spec.ElementType;
        return type switch
        {
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(AbsolutePath) => "a path",
            _ when type == typeof(TimeSpan) => "a duration such as 00:10:00",
            { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ => "a " + type.Name,
        };
    }

    private static object One(ParameterSpec spec, string word, AbsolutePath baseDirectory)
    {
        try
        {
            return Parse(spec.ElementType, word, baseDirectory);
        }
        catch (Exception exception) when (
            exception is FormatException or OverflowException or ArgumentException or NotSupportedException or InvalidCastException)
        {
            var hint = spec.ElementType.IsEnum ? Nearest.Hint(word, Enum.GetNames(spec.ElementType)) : "";
            throw new FormatException($"'{(spec.Secret ? "***" : word)}' is not {Expected(spec)}.{hint}", exception);
        }
    }

    private static object Parse(Type type, string word, AbsolutePath baseDirectory) => type switch
    {
        _ when type == typeof(string) => word,
        _ when type == typeof(bool) => bool.Parse(word),
        _ when type == typeof(AbsolutePath) => baseDirectory / word,
        _ when type == typeof(TimeSpan) => TimeSpan.Parse(word, CultureInfo.InvariantCulture),
        { IsEnum: true } => Enum.GetNames(type).FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type, name)
            : throw new FormatException(word),
        { IsPrimitive: true } => System.Convert.ChangeType(word, type, CultureInfo.InvariantCulture),
        _ => TypeDescriptor.GetConverter(type).ConvertFromInvariantString(word)!,
    };
}
