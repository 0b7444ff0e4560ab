using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradeRangeTests
{
    [Theory]
    [InlineData(null, "18.11", "18.2.8 18.11.11")]
    [InlineData(null, "18.11.2", "18.2.8 18.11.2")]
    [InlineData("16.6", "18.2.1", "16.6.10 18.2.1")]
    [InlineData("16.6.3", "16.6", "16.6.3 16.6.10")]
    [InlineData("16.6.99", "16.7", "16.6.99 16.7.10")]
    public void A_minor_is_its_latest_patch_and_a_patch_is_itself(string? from, string to, string expected)
    {
        var range = UpgradeRange.Of(Paths.Table, new(18, 2, 8), from, to);

        $"{range.From} {range.To}".ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, "latest", "--to", "'latest' is no version.",
        "Write MAJOR.MINOR for its latest patch, or MAJOR.MINOR.PATCH: for example 19.3 or 19.3.0.")]
    [InlineData(null, "18", "--to", "'18' is no version.", "Write MAJOR.MINOR")]
    [InlineData("18.x", "18.11", "--from", "'18.x' is no version.", "Write MAJOR.MINOR")]
    [InlineData(null, "18.12", "--to", "GitLab 18.12 is not known.", "The nearest version is 18.11.11; known are 13.12 to 19.3.0.")]
    [InlineData(null, "18.11.40", "--to", "GitLab 18.11.40 is not known.", "The nearest version is 18.11.11;")]
    [InlineData(null, "20.0", "--to", "GitLab 20.0 is not known.", "The nearest version is 19.3.0;")]
    [InlineData("11.5", "18.11", "--from", "GitLab 11.5 is not known, nor is the way from versions as old as that.",
        "The nearest version is 13.12.15;")]
    [InlineData(null, "18.2.8", "--to 18.2.8", "18.2.8 is the version that runs already.", "The nearest later version is 18.3.6.")]
    [InlineData(null, "18.2", "--to 18.2", "18.2.8 is the version that runs already.", "The nearest later version is 18.3.6.")]
    [InlineData(null, "17.11", "--to 17.11", "18.2.8 to 17.11.7 is a downgrade, and GitLab never migrates its database back.",
        "The nearest later version is 18.3.6. To go back, restore a backup that 17.11.7 made.")]
    [InlineData("18.2.3", "18.2.1", "--to 18.2.1", "18.2.3 to 18.2.1 is a downgrade", "The nearest later version is 18.2.8.")]
    [InlineData("19.3.0", "19.3", "--to 19.3", "19.3.0 is the version that runs already.",
        "There is no later version: 19.3.0 is the newest one that is known.")]
    public void What_cannot_be_is_refused_with_the_nearest_version_that_can(
        string? from, string to, string where, string problem, string fix)
    {
        var refused = Should.Throw<OperatorException>(() => UpgradeRange.Of(Paths.Table, new GitLabVersion(18, 2, 8), from, to));

        refused.Where.ShouldBe(where);
        refused.Problem.ShouldStartWith(problem);
        refused.Fix.ShouldStartWith(fix);
        refused.Message.Split('\n').Length.ShouldBe(3);
    }
}
