using System.Globalization;
using System.Text;
using System.Xml;
using GitLabHa.Core.Checks;

namespace GitLabHa.Reporting.Verifying;

/// <summary>The results of Verify as a JUnit report. Source: https://docs.gitlab.com/ci/testing/unit_test_reports/</summary>
public static class VerifyJUnit
{
    private static readonly XmlWriterSettings Indented = new()
    {
        Indent = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
    };

    /// <summary>Writes it: unhealthy is a failure, unknown an error; degraded passes, with the reason in its output.</summary>
    public static void Write(string environment, IReadOnlyCollection<CheckOutcome> entries, Stream stream)
    {
        using var xml = XmlWriter.Create(stream, Indented);
        xml.WriteStartElement("testsuites");
        foreach (var component in VerifyReport.ByComponent(entries)) Suite(xml, environment, component.Key, [.. component]);
        xml.WriteEndElement();
    }

    private static void Suite(XmlWriter xml, string environment, string component, CheckOutcome[] entries)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Valid($"{environment}: {component}"));
        xml.WriteAttributeString("tests", Number(entries.Length));
        xml.WriteAttributeString("failures", Number(entries.Count(x => x.Verdict.Health == Health.Unhealthy)));
        xml.WriteAttributeString("errors", Number(entries.Count(x => x.Verdict.Health == Health.Unknown)));
        xml.WriteAttributeString("time", Seconds(entries.Aggregate(TimeSpan.Zero, (sum, x) => sum + x.Duration)));
        foreach (var entry in entries) Case(xml, environment, entry);
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, string environment, CheckOutcome entry)
    {
        xml.WriteStartElement("testcase");
        // GitLab identifies cases by class and name together.
        xml.WriteAttributeString("classname", Valid($"{environment}.{entry.Check.Id}"));
        xml.WriteAttributeString("name", Valid($"{entry.Check.Title} ({VerifyReport.Named(entry.Nodes)})"));
        xml.WriteAttributeString("time", Seconds(entry.Duration));
        if (entry.Verdict.Health != Health.Healthy) Result(xml, entry.Verdict);
        xml.WriteEndElement();
    }

    private static void Result(XmlWriter xml, Verdict verdict)
    {
        var text = Valid($"found: {verdict.Evidence}\nto do: {verdict.Advice}");
        xml.WriteStartElement(verdict.Health switch { Health.Unhealthy => "failure", Health.Unknown => "error", _ => "system-out" });
        if (verdict.Health != Health.Degraded) xml.WriteAttributeString("message", Valid(verdict.Evidence));
        xml.WriteString(text);
        xml.WriteEndElement();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // A lone surrogate or a control character from a node would make the whole file invalid.
    private static string Valid(string text) => string.Concat(text.Select(x => XmlConvert.IsXmlChar(x) ? x : '?'));
}
