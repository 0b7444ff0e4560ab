using GitLabHa.Core.Checks;

namespace GitLabHa.Tests.Unit.Checks;

public sealed class RecordedAnswersTests
{
    [Theory(Timeout = 10_000)]
    [MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public async Task A_recorded_answer_gets_its_verdict(string check, string name)
    {
        var recording = Recording.Load(check, name);
        var asked = Catalogue.Of(check);

        var verdict = asked.Interpret(recording.Replay(asked));

        verdict.Health.ShouldBe(recording.Expect, verdict.Evidence);
        foreach (var words in recording.Says) verdict.Evidence.ShouldContain(words);
        foreach (var words in recording.Advice) (verdict.Advice ?? "").ShouldContain(words);
        (verdict.Advice is null).ShouldBe(verdict.Health == Health.Healthy, "every verdict but a healthy one says what to do");
        await Task.CompletedTask;
    }

    [Fact]
    public void Every_check_has_a_healthy_and_an_unhealthy_recording()
    {
        foreach (var check in Catalogue.All)
        {
            var expected = Directory.EnumerateFiles(Path.Combine(Recording.Folder(), check.Id), "*.txt")
                .Select(x => Recording.Load(check.Id, Path.GetFileNameWithoutExtension(x)).Expect)
                .ToArray();

            expected.ShouldContain(Health.Healthy, check.Id);
            expected.ShouldContain(x => x == Health.Unhealthy || x == Health.Degraded, check.Id);
        }
    }
}
