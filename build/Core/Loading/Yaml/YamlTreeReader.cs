using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitLabHa.Core.Loading.Yaml;

/// <summary>Builds a tree with positions from parser events; refuses what YAML readers interpret differently.</summary>
internal sealed partial class YamlTreeReader
{
    private const int MaxDepth = 40;

    private readonly Parser _parser;
    private readonly string _file;
    private readonly ProblemLog _log;

    private YamlTreeReader(string text, string file, ProblemLog log)
    {
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        _file = file;
        _log = log;
    }

    /// <summary>The keys and values of a document, or null with the reason in the log.</summary>
    public static YamlMap? Read(string text, string file, ProblemLog log)
    {
        var reader = new YamlTreeReader(text, file, log);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            log.Add(PlaceOf(e, text, file), "", $"not valid YAML: {Explain(e, text)}");
        }
        catch (InvalidOperationException)
        {
            // On some unclosed brackets the scanner throws from its own stack, without a position.
            log.Add(reader.At(reader._parser.Current!), "", "not valid YAML: what begins here is not closed");
        }

        return null;
    }

    private YamlMap? Document()
    {
        Expect<StreamStart>();
        if (!_parser.Accept<DocumentStart>(out _))
        {
            _log.Add(new Place(_file, 1, 1), "", "the file is empty");
            return null;
        }

        Expect<DocumentStart>();
        var root = Value(0);
        Expect<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second)) _log.Add(At(second), "", "a file holds one document only");
        if (root is YamlMap map) return map;
        if (root is not YamlBroken) _log.Add(root.Place, "", $"expected keys and values, found {root.Kind}");
        return null;
    }

    private YamlValue Value(int depth)
    {
        var place = At(_parser.Current!);
        if (depth > MaxDepth)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {MaxDepth} levels");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Refused(place, $"*{alias.Value}", "aliases are not supported: write the value out");
        if (_parser.Current is Scalar secret && secret.Tag == YamlSecret.Tag) return Secret(_parser.Consume<Scalar>(), place);
        if (_parser.Current is NodeEvent node) Refuse(node, place);
        if (_parser.TryConsume<Scalar>(out var scalar))
            return new YamlScalar(place, scalar.Value, scalar.Style == ScalarStyle.Plain);
        if (_parser.TryConsume<SequenceStart>(out _)) return List(place, depth);
        Expect<MappingStart>();
        return Map(place, depth);
    }

    private YamlList List(Place place, int depth)
    {
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Value(depth + 1));
        return new YamlList(place, items);
    }

    private YamlMap Map(Place place, int depth)
    {
        var entries = new List<(YamlScalar, YamlValue)>();
        var lines = new Dictionary<string, int>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Value(depth + 1);
            var value = Value(depth + 1);
            if (Usable(key, lines)) entries.Add(((YamlScalar)key, value));
        }

        return new YamlMap(place, entries);
    }

    private bool Usable(YamlValue key, Dictionary<string, int> lines)
    {
        if (key is YamlBroken) return false;
        if (key is not YamlScalar { Text: { Length: > 0 } text })
        {
            _log.Add(key.Place, "", $"expected a word as key, found {key.Kind}");
            return false;
        }

        if (text == "<<")
        {
            _log.Add(key.Place, "<<", "merge keys are not supported: write the keys out");
            return false;
        }

        if (lines.TryAdd(text, key.Place.Line)) return true;
        _log.Add(key.Place, text, $"this key is already in line {lines[text]}");
        return false;
    }

    // What follows the tag may be the secret itself, so it is not repeated.
    private YamlValue Secret(Scalar scalar, Place place)
    {
        RefuseAnchor(scalar, place);
        return SecretName().IsMatch(scalar.Value)
            ? new YamlSecret(place, scalar.Value)
            : Refused(
                place, YamlSecret.Tag,
                "expected the name of a secret in lower-case letters, digits and underscores, such as !secret smtp_password");
    }

    private void RefuseAnchor(NodeEvent node, Place place)
    {
        if (!node.Anchor.IsEmpty)
            _log.Add(place, $"&{node.Anchor.Value}", "anchors are not supported: write the value out where it is needed");
    }

    private void Refuse(NodeEvent node, Place place)
    {
        RefuseAnchor(node, place);
        if (node.Tag.IsEmpty) return;
        var tag = node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
        _log.Add(place, tag, tag == YamlSecret.Tag ? "expected the name of a secret, such as !secret smtp_password"
            : Nearest.To(tag, [YamlSecret.Tag]) is { } near ? $"unknown tag; did you mean {near}?"
            : "tags are not supported: put text in quotes, leave numbers and booleans without");
    }

    private YamlBroken Refused(Place place, string key, string message)
    {
        _log.Add(place, key, message);
        return new YamlBroken(place);
    }

    private void Expect<T>()
        where T : ParsingEvent => _parser.Consume<T>();

    private Place At(ParsingEvent x) => new(_file, (int)x.Start.Line, (int)x.Start.Column);

    private static Place PlaceOf(YamlException e, string text, string file) => TabbedLine(e, text) is { } line
        ? new Place(file, line, 1) : new Place(file, (int)e.Start.Line, (int)e.Start.Column);

    private static string Explain(YamlException e, string text)
    {
        if (TabbedLine(e, text) is not null) return "a tab cannot indent; use spaces";
        var message = (e.InnerException ?? e).Message.ReplaceLineEndings(" ").TrimEnd('.');
        return char.ToLowerInvariant(message[0]) + message[1..];
    }

    private static int? TabbedLine(YamlException e, string text)
    {
        var line = 0;
        // The scanner names the tab, but the place where the block around it begins.
        var last = e.Message.Contains("tab", StringComparison.Ordinal) ? int.MaxValue : Math.Max(e.Start.Line, e.End.Line);
        foreach (var x in text.AsSpan().EnumerateLines())
        {
            line++;
            if (line >= e.Start.Line && line <= last && x[..^x.TrimStart(" \t").Length].Contains('\t')) return line;
        }

        return null;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();
}
