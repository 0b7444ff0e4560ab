namespace GitLabHa.Core.Loading.Rules;

/// <summary>Rules that concern several files.</summary>
internal static class CrossChecks
{
    public static void Run(EnvironmentDraft draft, ProblemLog log)
    {
        NodeChecks.Run(draft, log);
        AddressChecks.Run(draft, log);
        DefaultStorageChecks.Run(draft, log);
        StorageChecks.Run(draft, log);
        var roles = new RoleIndex(draft);
        EditionChecks.Run(draft, roles, log);
        SharedNodeChecks.Run(draft, roles, log);
        // Counts without the files that could not be read would point to the wrong file.
        if (draft.Incomplete || draft.Tree is null || draft.Groups.Count == 0) return;
        CountChecks.Run(draft, roles, log);
        NeedChecks.Run(draft, roles, log);
        QuorumChecks.Run(draft, roles, log);
    }
}
