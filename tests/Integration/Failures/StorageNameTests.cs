using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>The files give another name to a storage that holds repositories.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class StorageNameTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_renamed_storage_is_refused_with_the_line_to_write()
    {
        using (Lab.Change("gitaly.yml", x => x.Replace("name: gitaly-2,", "name: gitaly-b,", StringComparison.Ordinal)))
            (await Lab.RunAsync("Preview")).ShouldRefuse("gitaly-b serves gitaly-2, and its name would become gitaly-b")
                .ShouldSay("- { name: gitaly-b, address: 172.31.244.42, storage: gitaly-2 }");
        (await Lab.RunAsync("Preview")).ShouldSucceed();
    }

    [LabFact]
    public async Task A_node_that_leaves_the_files_renames_no_other_storage()
    {
        using (Lab.Change("gitaly.yml",
            x => string.Join('\n', x.Split('\n').Where(line => !line.Contains("gitaly-1", StringComparison.Ordinal)))))
        {
            var plan = (await Lab.RunAsync("Preview")).ShouldSucceed();

            plan.ShouldNotSay("gitaly-2 (").ShouldNotSay("gitaly-3 (").ShouldNotSay("'name' => 'gitaly-");
        }
    }
}
