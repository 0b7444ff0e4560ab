using System.Globalization;
using System.Xml.Linq;
using Serilog;

/// <summary>How many tests passed, failed and were skipped.</summary>
internal readonly record struct TestCount(int Passed, int Failed, int Skipped)
{
    public static readonly TestCount None;

    public static TestCount operator +(TestCount left, TestCount right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary>Counts the outcomes of a trx document and names what failed.</summary>
    public static TestCount Report(XDocument trx)
    {
        var results = Results(trx).ToArray();
        int Count(string outcome) => results.Count(x => (string?)x.Attribute("outcome") == outcome);
        foreach (var failed in results.Where(x => (string?)x.Attribute("outcome") == "Failed"))
            Log.Error("{Test}\n{Output}", (string?)failed.Attribute("testName"), failed.Value.Trim());
        return new TestCount(Count("Passed"), Count("Failed"), Count("NotExecuted"));
    }

    /// <summary>The tests of a trx document with the time that each took.</summary>
    public static IEnumerable<(string Test, TimeSpan Duration)> Durations(XDocument trx) =>
        from result in Results(trx)
        let duration = (string?)result.Attribute("duration")
        where duration is not null
        select ((string)result.Attribute("testName")!, TimeSpan.Parse(duration, CultureInfo.InvariantCulture));

    public override string ToString() => $"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}";

    private static IEnumerable<XElement> Results(XDocument trx) => trx.Descendants().Where(x => x.Name.LocalName == "UnitTestResult");
}
