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

    private static void Write(
        Utf8JsonWriter json, NukeBuild build, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<ParameterSpec> own)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
        json.WriteStartObject("definitions");
        var enums = own.Concat(BuiltIn.All).Select(spec => spec.ElementType).Where(type => type.IsEnum).Distinct();
        foreach (var type in enums.OrderBy(type => type.Name, StringComparer.Ordinal))
            WriteEnum(json, type.Name, Enum.GetNames(type), described: true);
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

    private static void WriteEnum(Utf8JsonWriter json, string name, IEnumerable<string> values, bool described = false)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "string");
        if (described) json.WriteString("description", "");
        WriteValues(json, values);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, NukeBuild build, IEnumerable<ParameterSpec> specs)
    {
        json.WriteStartObject("properties");
        foreach (var spec in specs.OrderBy(spec => spec.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject(spec.Name);
            WriteProperty(json, spec, build);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    // The order within a property is NUKE's, so that both engines write the same text.
    private static void WriteProperty(Utf8JsonWriter json, ParameterSpec spec, NukeBuild build)
    {
        var reference = ReferenceOf(spec);
        if (spec.Type.IsArray) json.WriteString("type", "array");
        else if (Nullable.GetUnderlyingType(spec.Type) is not null)
            WriteNullable(json, reference is null ? NameOf(spec.ElementType) : null);
        else if (reference is null) json.WriteString("type", NameOf(spec.ElementType));
        if (spec.Description is { } description) json.WriteString("description", description.TrimEnd('.'));
        if (spec.Secret) json.WriteString("default", "Secrets are never read from this file");
        if (spec.Type.IsArray) json.WriteStartObject("items");
        if (spec.Type.IsArray && reference is null) json.WriteString("type", NameOf(spec.ElementType));
        if (reference is not null) json.WriteString("$ref", $"#/definitions/{reference}");
        else if (FormatOf(spec.ElementType) is { } format) json.WriteString("format", format);
        if (reference is null && spec.AllowedBy(build) is { Length: > 0 } values) WriteValues(json, values);
        if (spec.Type.IsArray) json.WriteEndObject();
    }

    private static string? ReferenceOf(ParameterSpec spec) =>
        spec.ElementType.IsEnum ? spec.ElementType.Name
        : spec == BuiltIn.Host ? "Host"
        : spec == BuiltIn.Skip || spec == BuiltIn.Target ? nameof(ExecutableTarget) : null;

    private static string NameOf(Type type) =>
        type == typeof(bool)
            ? "boolean"
            : type == typeof(int) || type == typeof(long) ? "integer" : type == typeof(double) ? "number" : "string";

    private static string? FormatOf(Type type) =>
        type == typeof(int) ? "int32" : type == typeof(long) ? "int64" : type == typeof(double) ? "double" : null;

    private static void WriteNullable(Utf8JsonWriter json, string? name)
    {
        if (name is null)
        {
            json.WriteString("type", "null");
            return;
        }

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
