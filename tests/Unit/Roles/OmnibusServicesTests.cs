using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Roles;

public sealed class OmnibusServicesTests
{
    [Fact]
    public void The_model_of_Omnibus_says_what_its_libraries_say()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Unit", "Roles", "omnibus-roles.txt")).Skip(1).ToArray();

        lines.Length.ShouldBeGreaterThan(200);
        foreach (var line in lines)
        {
            var (left, right) = (line.Split(": ")[0].Split(' '), line.Split(": ")[1]);
            var rb = new GitlabRb();
            foreach (var role in left.Skip(1).Where(x => x != "none")) rb.Role(role);
            var omnibus = new OmnibusServices(rb, GitLabVersion.Parse(left[0]));

            var said = string.Join(' ', omnibus.Enabled().Order(StringComparer.Ordinal)) + (omnibus.ConfiguresRails() ? " + rails" : "");

            said.ShouldBe(right, line);
        }
    }
}
