using System.Globalization;
using System.Xml.Linq;

namespace GitLabHa.Reporting;

/// <summary>Test results as JUnit XML, for GitLab's merge requests, from the trx that dotnet test writes. Source: https://docs.gitlab.com/ci/testing/unit_test_reports/</summary>
public static class TestJUnit
{
    /// <summary>Converts the results of one suite.</summary>
    public static XDocument Of(XDocument trx, string suite)
    {
        var cases = trx.Descendants().Where(x => x.Name.LocalName == "UnitTestResult").Select(Case).ToArray();
        int With(string child) => cases.Count(x => x.Element(child) is not null);
        return new XDocument(new XElement(
            "testsuites",
            new XElement(
                "testsuite",
                new XAttribute("name", suite),
                new XAttribute("tests", cases.Length),
                new XAttribute("failures", With("failure")),
                new XAttribute("skipped", With("skipped")),
                cases)));
    }

    private static XElement Case(XElement result)
    {
        var name = (string?)result.Attribute("testName") ?? "";
        // Namespace.Class.Method(arguments): only what stands before the arguments is split.
        var end = name.IndexOf('(', StringComparison.Ordinal) is var open and >= 0 ? open : name.Length;
        var dot = end == 0 ? -1 : name.LastIndexOf('.', end - 1);
        var seconds = TimeSpan.TryParse((string?)result.Attribute("duration"), CultureInfo.InvariantCulture, out var duration) ? duration.TotalSeconds : 0;
        return new XElement(
            "testcase",
            new XAttribute("classname", dot < 0 ? "" : name[..dot]),
            new XAttribute("name", name[(dot + 1)..]),
            new XAttribute("time", seconds.ToString("0.###", CultureInfo.InvariantCulture)),
            Outcome(result));
    }

    private static XElement? Outcome(XElement result) => (string?)result.Attribute("outcome") switch
    {
        "Passed" => null,
        "NotExecuted" => new XElement("skipped"),
        _ => new XElement("failure", new XAttribute("message", Text(result, "Message").Split('\n')[0]), Text(result, "Message") + "\n" + Text(result, "StackTrace")),
    };

    private static string Text(XElement result, string name) =>
        result.Descendants().FirstOrDefault(x => x.Name.LocalName == name)?.Value.Trim() ?? "";
}
