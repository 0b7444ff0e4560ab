using System.Globalization;
using System.Xml.Linq;

namespace GitLabHa.Reporting;

/// <summary>The pieces that pictures are made of.</summary>
internal static class Svg
{
    public const string Green = "#2da160";
    public const string Red = "#dd2b0e";

    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    /// <summary>A picture with a white ground.</summary>
    public static XElement Picture(double width, double height, string title, params ReadOnlySpan<object?> content) => new(
        Namespace + "svg",
        new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
        new XAttribute("role", "img"),
        new XAttribute("font-family", "sans-serif"),
        new XAttribute("font-size", 13),
        new XElement(Namespace + "title", title),
        Rectangle(0, 0, width, height, "#ffffff"),
        content.ToArray());

    public static XElement Rectangle(double x, double y, double width, double height, string fill) =>
        new(Namespace + "rect", At("x", x), At("y", y), At("width", width), At("height", height), new XAttribute("fill", fill));

    public static XElement Line(double x, double from, double to) => new(
        Namespace + "line", At("x1", x), At("y1", from), At("x2", x), At("y2", to), new XAttribute("stroke", "#888888"),
        new XAttribute("stroke-dasharray", "3 3"));

    public static XElement Text(double x, double y, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(Namespace + "text", At("x", x), At("y", y), text);
        foreach (var (name, value) in attributes) element.SetAttributeValue(name, value);
        return element;
    }

    private static XAttribute At(string name, double value) => new(name, value.ToString("0.#", CultureInfo.InvariantCulture));
}
