namespace Nuke.Common.Execution;

/// <summary>Says how far a target has come.</summary>
public enum ExecutionStatus
{
    /// <summary>Not part of this run.</summary>
    None,

    /// <summary>Part of this run and still to come.</summary>
    Scheduled,

    /// <summary>Never reached, since an earlier target failed or the run was stopped.</summary>
    NotRun,

    /// <summary>Left out on purpose.</summary>
    Skipped,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended with an exception.</summary>
    Failed,

    /// <summary>Running now.</summary>
    Running,

    /// <summary>Stopped by a signal.</summary>
    Aborted,

    /// <summary>Has no action of its own.</summary>
    Collective,
}
