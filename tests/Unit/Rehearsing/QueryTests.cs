using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Tests.Unit.Rehearsing;

public sealed class QueryTests
{
    [Fact]
    public void Rows_are_read_by_table()
    {
        var rows = RowQuery.Parse("public.users|40|0|41\npublic.schema_migrations|90|0|\n");

        rows["public.users"].ShouldBe(new TableRows(40, 0, 41));
        rows["public.schema_migrations"].ShouldBe(new TableRows(90, 0, null));
    }

    [Fact]
    public void A_table_is_counted_up_to_what_is_known_of_it_and_its_name_is_only_text()
    {
        var sql = RowQuery.UpTo([new("public.it's", new TableRows(1, 0, 7)), new("public.without", new TableRows(1, 0, null))]);

        sql.ShouldContain(", ('public.it''s', 7)");
        sql.ShouldNotContain("public.without");
        sql.ShouldStartWith("SET default_transaction_read_only = on;");
    }

    [Fact]
    public void Repositories_have_the_names_that_GitLab_gives_them_and_their_refs()
    {
        var list = RepositoryQuery.ParseList(
            "repository @cluster/repositories/d4/73/2\nc1 1795331000 refs/heads/main\nc2  refs/blobs/x\nrepository "
                + "@hashed/6b/86/6b86.git\n",
            RepositoryQuery.ParseFolders("@hashed/d4/73/d473.git|@cluster/repositories/d4/73/2\n"));

        list["@hashed/d4/73/d473.git"].ShouldBe(
            [new GitRef("@hashed/d4/73/d473.git", "c1", 1795331000, "refs/heads/main"),
                new GitRef("@hashed/d4/73/d473.git", "c2", 0, "refs/blobs/x")]);
        list["@hashed/6b/86/6b86.git"].ShouldBeEmpty();
    }

    [Fact]
    public void What_is_missing_is_told_by_repository()
    {
        var look = RepositoryQuery.ParseLook("repository a\nmissing c1\nmissing c2\nrepository b\n");

        look["a"].Order().ShouldBe(["c1", "c2"]);
        look["b"].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("fatal: not a git repository")]
    [InlineData("a1 blob many e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void What_is_no_object_is_none(string output) => RepositoryQuery.ParseRead(output).ShouldBeNull();
}
