using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Unit.Loading;

public sealed class JumpHostTests
{
    [Theory]
    [InlineData("bastion", "bastion")]
    [InlineData("me@bastion.example.com:2222", "me@bastion.example.com:2222")]
    [InlineData("10.0.0.1,root@10.0.0.2", "10.0.0.1 root@10.0.0.2")]
    [InlineData("ssh://me@bastion:2222", "me@bastion:2222")]
    [InlineData("[fd00::1]:2222", "fd00::1:2222")]
    [InlineData("none", "")]
    public void A_jump_host_is_read_as_ssh_reads_it(string text, string hops)
    {
        static string User(JumpHost hop) => hop.User is null ? "" : hop.User + "@";
        static string Port(JumpHost hop) => hop.Port is null ? "" : $":{hop.Port}";

        string.Join(' ', JumpHost.Parse(text)!.Value.Select(x => User(x) + x.Host + Port(x))).ShouldBe(hops);
    }

    [Theory]
    [InlineData("me@")]
    [InlineData("bastion:")]
    [InlineData("bastion:0")]
    [InlineData("bastion:65536")]
    [InlineData("bastion:22:22")]
    [InlineData("a,,b")]
    [InlineData("%h")]
    public void Anything_else_is_none(string text) => JumpHost.Parse(text).ShouldBeNull();
}
