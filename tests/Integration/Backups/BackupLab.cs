using System.Text.Json;
using GitLabHa.Remote.Processes;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Backups;

/// <summary>What a user of the lab's GitLab does, through a Rails node.</summary>
internal sealed class BackupLab(Deployment lab)
{
    private const string Token = "glpat-backup-tests-0123456789";

    /// <summary>Makes the user's token; to be called again when the database is another one.</summary>
    internal Task LogInAsync() => lab.Machines.RunAsync("rails-1", $"""
        create="User.find_by_username('root').personal_access_tokens.create(scopes: ['api'], name: 'lab')"
        gitlab-rails runner "token = $create; token.set_token('{Token}'); token.save!" 2>/dev/null || true
        """);

    internal async Task<int> CreateAsync(string name) =>
        (await CallAsync("projects", "POST", new { name, initialize_with_readme = true })).GetProperty("id").GetInt32();

    internal Task CommitAsync(int id, string content) => CallAsync($"projects/{id}/repository/commits", "POST", new
    {
        branch = "main",
        commit_message = "more",
        actions = new[] { new { action = "create", file_path = "PROBE", content } },
    });

    internal Task DeleteAsync(int id) => CallAsync($"projects/{id}", "DELETE");

    internal async Task<string[]> NamesAsync() =>
        [.. (await CallAsync("projects", "GET")).EnumerateArray().Select(x => x.GetProperty("name").GetString()!)
            .Order(StringComparer.Ordinal)];

    internal async Task<string?> ReadAsync(int id) =>
        (await CallAsync($"projects/{id}/repository/files/PROBE?ref=main", "GET")).GetProperty("content").GetString();

    /// <summary>Waits until the database is reached again on every connection that Rails keeps.</summary>
    internal async Task AnswersAsync()
    {
        var (end, good) = (new Deadline(TimeSpan.FromMinutes(5)), 0);
        while (good < 10)
        {
            try
            {
                await NamesAsync();
                good++;
            }
            catch (Exception e) when (e is ShouldAssertException or HttpRequestException && !end.HasPassed)
            {
                good = 0;
                await Task.Delay(500);
            }
        }
    }

    /// <summary>The checksum of a repository as each Gitaly node has it on its disk.</summary>
    internal async Task<string[]> ChecksumsAsync(int id) =>
        [.. (await lab.Machines.RunAsync("rails-1", $"gitlab-rake 'gitlab:praefect:replicas[{id}]'")).Split('\n').Last(x => x.Contains('|'))
            .Split('|').Skip(1).Select(x => x.Trim())];

    /// <summary>Where a repository lies on a Gitaly node.</summary>
    internal async Task<string> FolderAsync(int id)
    {
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{id}")));
        var path = (await lab.Machines.RunAsync("praefect-postgres-1", $"gitlab-psql -d praefect_production -qtAX -c \"select "
            + $"replica_path from repositories where relative_path like '%{digest}.git'\"")).Trim();
        return $"/var/opt/gitlab/git-data/repositories/{path}";
    }

    private async Task<JsonElement> CallAsync(string path, string method, object? body = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{lab.Network}.61/api/v4/") };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("PRIVATE-TOKEN", Token);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
