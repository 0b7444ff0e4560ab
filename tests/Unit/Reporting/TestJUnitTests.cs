using System.Xml.Linq;
using GitLabHa.Reporting;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class TestJUnitTests
{
    private const string Trx = """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
          <UnitTestResult testName="A.B.It_works(text: &quot;a.b(c)&quot;)" outcome="Passed" duration="00:00:01.2500000" />
          <UnitTestResult testName="A.B.It_fails" outcome="Failed" duration="00:00:00.0010000"><Output><ErrorInfo><Message>1 is not 2
        at all</Message><StackTrace>at A.B</StackTrace></ErrorInfo></Output></UnitTestResult>
          <UnitTestResult testName="A.B.It_needs_docker" outcome="NotExecuted" />
        </Results></TestRun>
        """;

    [Fact]
    public void Every_result_is_a_case_of_its_class()
    {
        var suite = TestJUnit.Of(XDocument.Parse(Trx), "unit").Root!.Element("testsuite")!;

        suite.ToString().ShouldStartWith("""<testsuite name="unit" tests="3" failures="1" skipped="1">""");
        var cases = suite.Elements("testcase").ToArray();
        cases.Select(x => (string)x.Attribute("classname")!).ShouldAllBe(x => x == "A.B");
        cases.Select(x => (string)x.Attribute("name")!).ShouldBe(["It_works(text: \"a.b(c)\")", "It_fails", "It_needs_docker"]);
        ((string)cases[0].Attribute("time")!).ShouldBe("1.25");
        ((string)cases[1].Element("failure")!.Attribute("message")!).ShouldBe("1 is not 2");
        cases[1].Value.ShouldContain("at A.B");
        cases[2].Element("skipped").ShouldNotBeNull();
    }
}
