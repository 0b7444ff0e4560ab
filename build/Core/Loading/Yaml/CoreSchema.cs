using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Loading.Yaml;

/// <summary>
/// Types of plain scalars by YAML 1.2's core schema. Source: https://yaml.org/spec/1.2.2/#103-core-schema.
/// What YAML 1.1 reads differently (yes, 0644, 1_000) is refused, because readers would disagree about it.
/// </summary>
internal static partial class CoreSchema
{
    public static ScalarType TypeOf(YamlScalar scalar)
    {
        if (!scalar.Plain) return ScalarType.Text;
        if (scalar.Text is "" or "~" or "null" or "Null" or "NULL") return ScalarType.Null;
        if (scalar.Text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE") return ScalarType.Boolean;
        if (Integer().IsMatch(scalar.Text)) return ScalarType.Integer;
        return Float().IsMatch(scalar.Text) ? ScalarType.Float : ScalarType.Text;
    }

    /// <summary>Why YAML readers would disagree about the scalar, or null when they agree.</summary>
    public static string? Ambiguity(YamlScalar scalar)
    {
        if (!scalar.Plain) return null;
        var text = scalar.Text;
        if (YesOrNo().IsMatch(text))
            return $"{text} is text to some readers of YAML and a boolean to others: write true or false, or put it in quotes";
        if (LeadingZero().IsMatch(text))
            return $"{text} is decimal to some readers of YAML and octal to others: put it in quotes, or write it with 0o or without the "
                + "zero";
        if (Underscored().IsMatch(text))
            return $"{text} is text to some readers of YAML and a number to others: drop the underscores, or put it in quotes";
        return null;
    }

    /// <summary>The Ruby value, or null with the reason.</summary>
    public static RubyValue? ToRuby(YamlScalar scalar, out string? problem)
    {
        problem = Ambiguity(scalar);
        if (problem is not null) return null;
        switch (TypeOf(scalar))
        {
            case ScalarType.Null: return new RubyNil();
            case ScalarType.Boolean: return scalar.Text[0] is 't' or 'T';
            case ScalarType.Integer when TryInteger(scalar.Text, out var integer): return integer;
            case ScalarType.Float when double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real):
                return new RubyFloat(real);
            case ScalarType.Text: return scalar.Text;
            default:
                problem = $"{scalar.Text} is out of range: put it in quotes if it is text";
                return null;
        }
    }

    public static bool TryInteger(string text, out long value)
    {
        value = 0;
        try
        {
            value = text switch
            {
                ['0', 'x', .. var hex] => Convert.ToInt64(hex, 16),
                ['0', 'o', .. var octal] => Convert.ToInt64(octal, 8),
                _ => long.Parse(text, CultureInfo.InvariantCulture),
            };
            return value >= 0 || text[0] == '-';
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\A(?:yes|no|on|off)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"\A[-+]?0[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingZero();

    [GeneratedRegex(@"\A[-+]?[0-9]+(?:_[0-9]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Underscored();
}
