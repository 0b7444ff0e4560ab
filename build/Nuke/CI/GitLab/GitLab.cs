using System.Globalization;

#pragma warning disable RS0030 // Sections of a job's log are marks on standard output.

namespace Nuke.Common.CI.GitLab;

/// <summary>A job of GitLab CI.</summary>
public sealed class GitLab : Host, IBuildServer
{
    private readonly Func<string, string?> variable = Environment.GetEnvironmentVariable;
    private readonly TimeProvider clock = TimeProvider.System;

    internal GitLab()
    {
    }

    /// <summary>The running job, or nothing outside of GitLab CI.</summary>
    public static GitLab? Instance => NukeBuild.Host as GitLab;

    /// <summary>CI_COMMIT_BRANCH: the branch, unset for merge requests and tags.</summary>
    public string? CommitBranch => variable("CI_COMMIT_BRANCH");

    /// <summary>CI_COMMIT_REF_NAME: the branch or tag.</summary>
    public string? CommitRefName => variable("CI_COMMIT_REF_NAME");

    /// <summary>CI_COMMIT_REF_PROTECTED: whether that ref is protected.</summary>
    public bool CommitRefProtected => variable("CI_COMMIT_REF_PROTECTED") == "true";

    /// <summary>CI_COMMIT_SHA: the commit.</summary>
    public string? CommitSha => variable("CI_COMMIT_SHA");

    /// <summary>CI_COMMIT_SHORT_SHA: the first eight digits of the commit.</summary>
    public string? CommitShortSha => variable("CI_COMMIT_SHORT_SHA");

    /// <summary>CI_COMMIT_TAG: the tag, if it is one.</summary>
    public string? CommitTag => variable("CI_COMMIT_TAG");

    /// <summary>CI_DEFAULT_BRANCH: the project's default branch.</summary>
    public string? DefaultBranch => variable("CI_DEFAULT_BRANCH");

    /// <summary>CI_ENVIRONMENT_NAME: the environment the job deploys to.</summary>
    public string? EnvironmentName => variable("CI_ENVIRONMENT_NAME");

    /// <summary>GITLAB_USER_LOGIN: who started the job.</summary>
    public string? GitLabUserLogin => variable("GITLAB_USER_LOGIN");

    /// <summary>CI_JOB_ID: the job.</summary>
    public long JobId => Number("CI_JOB_ID");

    /// <summary>CI_JOB_NAME: the job's name.</summary>
    public string? JobName => variable("CI_JOB_NAME");

    /// <summary>CI_JOB_STAGE: the job's stage.</summary>
    public string? JobStage => variable("CI_JOB_STAGE");

    /// <summary>CI_JOB_TOKEN: the job's credential.</summary>
    public string? JobToken => variable("CI_JOB_TOKEN");

    /// <summary>CI_JOB_URL: the job's page.</summary>
    public string? JobUrl => variable("CI_JOB_URL");

    /// <summary>CI_MERGE_REQUEST_IID: the merge request's number in its project.</summary>
    public string? MergeRequestIid => variable("CI_MERGE_REQUEST_IID");

    /// <summary>CI_PIPELINE_ID: the pipeline.</summary>
    public long PipelineId => Number("CI_PIPELINE_ID");

    /// <summary>CI_PIPELINE_SOURCE: what started the pipeline.</summary>
    public string? PipelineSource => variable("CI_PIPELINE_SOURCE");

    /// <summary>CI_PROJECT_ID: the project.</summary>
    public long ProjectId => Number("CI_PROJECT_ID");

    /// <summary>CI_PROJECT_PATH: the project's path.</summary>
    public string? ProjectPath => variable("CI_PROJECT_PATH");

    /// <summary>CI_SERVER_URL: the GitLab that runs the job.</summary>
    public string? ServerUrl => variable("CI_SERVER_URL");

    string? IBuildServer.Branch => CommitRefName;

    string? IBuildServer.Commit => CommitSha;

    internal static bool IsRunningGitLab => Environment.GetEnvironmentVariable("GITLAB_CI") is { Length: > 0 };

    /// <summary>Opens a section of the job log.</summary>
    public void BeginSection(string text, bool collapsed = true) => WriteStart(Console.Out, text, collapsed);

    /// <summary>Closes a section of the job log.</summary>
    public void EndSection(string text) => WriteEnd(Console.Out, text);

    internal override IDisposable WriteBlock(TextWriter output, string text)
    {
        WriteStart(output, text, collapsed: false);
        return new Block(() => WriteEnd(output, text));
    }

    private void WriteStart(TextWriter output, string text, bool collapsed) =>
        output.WriteLine($"\e[0Ksection_start:{Now}:{Id(text)}{(collapsed ? "[collapsed=true]" : "")}\r\e[0K{text}");

    private void WriteEnd(TextWriter output, string text) => output.WriteLine($"\e[0Ksection_end:{Now}:{Id(text)}\r\e[0K");

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    // GitLab accepts letters, digits, '_', '.' and '-' only: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
    private static string Id(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? char.ToLowerInvariant(c) : '_'));

    private long Number(string name) => long.TryParse(variable(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
