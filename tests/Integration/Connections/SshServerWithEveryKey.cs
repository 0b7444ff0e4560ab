namespace GitLabHa.Tests.Integration.Connections;

/// <summary>An sshd with a host key of each usual type: the one that is pinned, and more.</summary>
public sealed class SshServerWithEveryKey : SshServer
{
    private static readonly string[] Types = ["ecdsa", "rsa"];

    protected override string Environment =>
        string.Concat(Types.Select(x => $"HostKey {Folder}/{x}\n            ")) + base.Environment;

    public override async Task InitializeAsync()
    {
        foreach (var type in Types) await KeyAsync(type, type);
        await base.InitializeAsync();
    }
}
