using System.Text;
using System.Text.Json;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Parameters;

namespace Nuke.Common.Output;

/// <summary>The schema of the parameter files, which also serves completion; the same build always gives the same bytes.</summary>
internal static class SchemaText
{
    private static readonly JsonWriterOptions Indented =
        new() { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(NukeBuild build, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<ParameterSpec> own)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented)) Write(json, build, targets, own);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, NukeBuild build, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<ParameterSpec> own)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
        json.WriteStartObject("definitions");
        var enums = own.Concat(BuiltIn.All).Select(spec => spec.ElementType).Where(type => type.IsEnum).Distinct();
        foreach (var type in enums.OrderBy(type => type.Name, StringComparer.Ordinal)) WriteEnum(json, type.Name, Enum.GetNames(type));
        WriteEnum(json, "Host", Host.Names.Order(StringComparer.Ordinal));
        WriteEnum(json, "ExecutableTarget", targets.Select(target => target.Name).Order(StringComparer.Ordinal));
        json.WriteStartObject(nameof(NukeBuild));
        WriteProperties(json, build, BuiltIn.All.Where(spec => spec.Listed));
        json.WriteEndObject();
        json.WriteEndObject();

        json.WriteStartArray("allOf");
        json.WriteStartObject();
        WriteProperties(json, build, own);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("$ref", $"#/definitions/{nameof(NukeBuild)}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEnum(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "string");
        WriteValues(json, values);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, NukeBuild build, IEnumerable<ParameterSpec> specs)
    {
        json.WriteStartObject("properties");
        foreach (var spec in specs.OrderBy(spec => spec.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject(spec.Name);
            if (spec.Type.IsArray) json.WriteString("type", "array");
            if (spec.Description is { } description) json.WriteString("description", description.TrimEnd('.'));
            if (spec.Secret) json.WriteString("default", "Secrets are never read from this file");
            if (spec.Type.IsArray) json.WriteStartObject("items");
            WriteType(json, spec, build);
            if (spec.Type.IsArray) json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, ParameterSpec spec, NukeBuild build)
    {
        var type = spec.ElementType;
        var reference = type.IsEnum ? type.Name
            : spec == BuiltIn.Host ? "Host"
            : spec == BuiltIn.Skip || spec == BuiltIn.Target ? nameof(ExecutableTarget) : null;
        if (reference is not null)
        {
            json.WriteString("$ref", $"#/definitions/{reference}");
            return;
        }

        var name = type == typeof(bool) ? "boolean" : type == typeof(int) || type == typeof(long) ? "integer" : type == typeof(double) ? "number" : "string";
        if (Nullable.GetUnderlyingType(spec.Type) is null) json.WriteString("type", name);
        else WriteNullable(json, name);
        if (type == typeof(int)) json.WriteString("format", "int32");
        if (spec.AllowedBy(build) is { Length: > 0 } values) WriteValues(json, values);
    }

    private static void WriteNullable(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray("type");
        json.WriteStringValue(name);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray("enum");
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
