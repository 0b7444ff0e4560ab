using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Tests.Unit.Recovering;

public sealed class GitlabRbStringsTests
{
    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(Settings().ToArbitrary(), settings =>
    {
        var gitlabRb = new GitlabRb().Role("redis_master_role").Override(settings);

        GitlabRbStrings.Read(gitlabRb.Render().Reveal()).Where(x => x.Path != "roles")
            .ShouldBe(GitlabRbStrings.Of(gitlabRb).Select(x => (x.Path, x.Text.Reveal())));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("redis['password'] = 'a'", "redis.password=a")]
    [InlineData("  redis[\"password\"]=\"a\\\"b\\n\" # why", "redis.password=a\"b\n")]
    [InlineData("gitaly['configuration'] = { auth: { token: 'a' }, :x => 'b' }",
        "gitaly.configuration.auth.token=a gitaly.configuration.x=b")]
    [InlineData("praefect['configuration']['auth'] = {\n  # 'token' => 'old',\n  'token' => 'a', # new\n}",
        "praefect.configuration.auth.token=a")]
    [InlineData("registry_external_url 'http://x'\nredis['password'] = 'a'", "registry_external_url=http://x redis.password=a")]
    [InlineData("external_url('http://x')", "external_url=http://x")]
    [InlineData("roles ['a', 'b']", "")]
    [InlineData("redis['password'] = 'a' + 'b'\nredis['x'] = 'c'", "redis.x=c")]
    [InlineData("redis['password'] = File.read('/x')\nredis['x'] = 'c'", "redis.x=c")]
    [InlineData("redis['password'] = ENV['X'] || 'a'\nredis['x'] = 'c'", "redis.x=c")]
    [InlineData("# redis['password'] = 'a'", "")]
    [InlineData("redis['password'] ||= 'a'", "")]
    [InlineData("redis['password'] = 'never closed", "redis.password=never closed")]
    [InlineData("redis['password'] = {", "")]
    [InlineData("a['b'] = {'c' => 1, 'd' => nil, 'e' => true, 'f' => 'g'}", "a.b.f=g")]
    [InlineData("if true\n  redis['password'] = 'a'\nend", "redis.password=a")]
    public void A_file_that_was_written_by_hand_is_read_as_far_as_it_is_literal(string text, string strings) =>
        string.Join(' ', GitlabRbStrings.Read(text).Select(x => $"{x.Path}={x.Value}")).ShouldBe(strings);

    [Fact(Timeout = 10_000)]
    public async Task Any_text_is_read_to_its_end() => await Task.Run(() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("redis['a']", " = ", "'", "\"", "{", "}", "[", "]", "=>", ",", "\n", "\\", "x:", "#", "(", ")"))
            .ToArbitrary(),
        pieces => GitlabRbStrings.Read(string.Concat(pieces)).ShouldAllBe(x => x.Path.Length > 0)).QuickCheckThrowOnFailure());

    private static Gen<RubyMap> Settings() =>
        Map(Map(Value(2), "password", "token", "redis.addr", "gitaly-1"), "redis", "gitlab_rails", "a1");

    private static Gen<RubyMap> Map<T>(Gen<T> value, params string[] keys)
        where T : RubyValue =>
            Gen.ListOf(Gen.Elements(keys).SelectMany(key => value.Select(x => (key, (RubyValue)x))), 3)
                .Select(x => RubyMap.Empty.With([.. x]));

    private static Gen<RubyValue> Value(int depth) => depth == 0 ? Scalar() : Gen.OneOf(
        Scalar(),
        Map(Value(depth - 1), "token", "a", "10.0.0.1").Select(x => (RubyValue)x),
        Gen.ListOf(Value(depth - 1), 3).Select(x => RubyValue.List(x)));

    private static Gen<RubyValue> Scalar() => Gen.OneOf(
        Gen.ArrayOf(Gen.OneOf(Gen.Choose(32, 126), Gen.Elements((int)'\'', '\\', '\n', '\r', '"', '#')), 12)
            .Select(x => (RubyValue)string.Concat(x.Select(c => (char)c))),
        Gen.Elements<RubyValue>(1, true, new RubyNil(), new RubyFloat(1.5)));
}
