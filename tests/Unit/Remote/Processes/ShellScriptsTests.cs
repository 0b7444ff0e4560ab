using GitLabHa.Remote.Processes;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Remote.Processes;

public sealed class ShellScriptsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gitlab-ha-scripts-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Scripts_are_found_by_their_first_line_or_their_name()
    {
        Write("a/program", "#!/bin/sh\n");
        Write("a/b/tool.sh", "#!/usr/bin/env bash\n");
        Write("a/part.sh", "echo\n");
        Write("a/image/bin/tool", "#! /bin/dash\n");
        Write("a/script.rb", "#!/usr/bin/env ruby\n");
        Write("a/empty", "");
        File.CreateSymbolicLink(Path.Combine(_root, "a/nowhere.sh"), "/nowhere");
        Write("c/Some.csproj", "<Project/>");
        Write("c/obj/copy.sh", "echo\n");
        Write("alone.sh", "#!/bin/bash\n");
        Write("other/unasked.sh", "echo\n");

        var found = ShellScripts.In(_root, "a", "c", "alone.sh");

        Names(found.Programs).ShouldBe(["a/b/tool.sh", "a/image/bin/tool", "a/program", "alone.sh"]);
        Names(found.Parts).ShouldBe(["a/part.sh"]);
    }

    [Fact]
    public void Scripts_of_the_repository_are_among_them()
    {
        var found = ShellScripts.In(Repository.Root, "build", "roles", "tests", "environments/lab/image", "build.sh", ".ci/run");

        found.Programs.ShouldContain(Path.Combine(Repository.Root, "build.sh"));
        found.Programs.ShouldContain(Path.Combine(Repository.Root, "environments/lab/image/gitlab-ee/opt/gitlab/bin/gitlab-ctl"));
        found.Parts.ShouldContain(Path.Combine(Repository.Root, "build/Remote/Observing/observe.sh"));
    }

    private IEnumerable<string> Names(IEnumerable<string> paths) => paths.Select(x => Path.GetRelativePath(_root, x));

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
