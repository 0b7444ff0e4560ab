namespace GitLabHa.Core.Loading.Rules;

/// <summary>What no file can know alone.</summary>
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
        // Counting what could not be read would blame the wrong file.
        if (draft.Incomplete || draft.Tree is null || draft.Groups.Count == 0) return;
        CountChecks.Run(draft, roles, log);
        NeedChecks.Run(draft, roles, log);
        QuorumChecks.Run(draft, roles, log);
    }
}
