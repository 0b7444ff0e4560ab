using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitLabHa.Core.Loading.Yaml;

/// <summary>Builds a tree with positions from parser events; what two readers could understand differently is refused.</summary>
internal sealed class YamlTreeReader
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
        try
        {
            return new YamlTreeReader(text, file, log).Document();
        }
        catch (YamlException e)
        {
            log.Add(new Place(file, (int)e.Start.Line, (int)e.Start.Column), "", Explain(e, text));
            return null;
        }
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
        if (depth > MaxDepth) throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {MaxDepth} levels");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Refused(place, $"*{alias.Value}", "aliases are not supported: write the value out");
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
        _log.Add(key.Place, text, $"this key stands already in line {lines[text]}");
        return false;
    }

    private void Refuse(NodeEvent node, Place place)
    {
        if (!node.Anchor.IsEmpty) _log.Add(place, $"&{node.Anchor.Value}", "anchors are not supported: write the value out where it is needed");
        if (!node.Tag.IsEmpty) _log.Add(place, node.Tag.Value, "tags are not supported: put text in quotes, leave numbers and booleans without");
    }

    private YamlBroken Refused(Place place, string key, string message)
    {
        _log.Add(place, key, message);
        return new YamlBroken(place);
    }

    private void Expect<T>()
        where T : ParsingEvent => _parser.Consume<T>();

    private Place At(ParsingEvent x) => new(_file, (int)x.Start.Line, (int)x.Start.Column);

    private static string Explain(YamlException e, string text)
    {
        var line = text.Split('\n').ElementAtOrDefault((int)e.Start.Line - 1) ?? "";
        var indent = line[..^line.TrimStart(' ', '\t').Length];
        if (indent.Contains('\t', StringComparison.Ordinal)) return "not valid YAML: a tab cannot indent; use spaces";
        var message = (e.InnerException ?? e).Message.ReplaceLineEndings(" ").TrimEnd('.');
        return $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..]}";
    }
}
