using OAuthHub.Core.OAuth;

namespace OAuthHub.Tests.OAuth;

public sealed class JsonPathTests
{
    private const string Document = """{"a":{"b":[{"c":"deep"},7,true,null,[1,[2]]],"d.e":1},"n":null,"empty":"","list":[]}""";

    [Theory]
    [InlineData("a.b[0].c", "deep")]
    [InlineData("a.b[1]", "7")]
    [InlineData("a.b[2]", "true")]
    [InlineData("a.b[4][1][0]", "2")]
    [InlineData("empty", "")]
    public void A_path_leads_to_its_value(string path, string text) => Assert.Equal(text, JsonPath.Text(JsonPath.Find(Samples.Json(Document), path)));

    [Theory]
    [InlineData("x")]
    [InlineData("a.x")]
    [InlineData("a.b.c")] // a list has no members
    [InlineData("a[0]")] // an object has no items
    [InlineData("a.b[9]")]
    [InlineData("a.b[99999999999]")]
    [InlineData("a.b[-1]")]
    [InlineData("a.b[x]")]
    [InlineData("a.b[]")]
    [InlineData("list[0]")]
    [InlineData("n.x")]
    [InlineData("a.b[0].c.d")]
    public void A_path_that_leads_nowhere_gives_nothing(string path) => Assert.Null(JsonPath.Find(Samples.Json(Document), path));

    [Theory]
    [InlineData("""[1]""")]
    [InlineData("""7""")]
    [InlineData("""null""")]
    public void A_document_of_another_kind_gives_nothing(string document) => Assert.Null(JsonPath.Find(Samples.Json(document), "a.b"));

    [Fact]
    public void The_first_path_that_is_there_and_not_null_wins()
    {
        var root = Samples.Json(Document);
        Assert.Equal("7", JsonPath.Text(JsonPath.First(root, ["x", "n", "a.b[1]", "empty"])));
        Assert.Equal("", JsonPath.Text(JsonPath.First(root, ["empty", "a.b[1]"])));
        Assert.Null(JsonPath.First(root, ["x", "n"]));
        Assert.Null(JsonPath.First(root, []));
    }

    [Fact]
    public void Objects_lists_and_null_are_no_text()
    {
        var root = Samples.Json(Document);
        foreach (var path in (string[])["a", "list", "n"]) Assert.Null(JsonPath.Text(JsonPath.Find(root, path)));
        Assert.Null(JsonPath.Text(null));
    }
}
