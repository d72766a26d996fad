using System.Buffers;
using System.Globalization;
using SessionPersistence.Catalog;
using SessionPersistence.Documents;
using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Catalog;

public sealed class SessionListTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    public static TheoryData<SessionQuery> Queries =>
    [
        new SessionQuery(),
        new SessionQuery { OrderBy = SessionOrder.Created },
        new SessionQuery { Archived = false, HideEmpty = true },
        new SessionQuery { Workspace = "/w0", UpdatedSince = Epoch },
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Page_OfFifty_AllocatesForThoseFiftyWhateverTheNumberOfSessions(SessionQuery query)
    {
        var (few, many) = (Allocated(CatalogOf(1_000), query), Allocated(CatalogOf(100_000), query));

        Assert.InRange((double)many / few, 0.9, 1.1);
    }

    // Of a filter that almost nothing passes the whole list is looked at, and nothing is made of what is left out.
    [Fact]
    public void Page_ThatFindsNothing_AllocatesNothingForEachSession()
    {
        var query = new SessionQuery { Workspace = "/none" };

        Assert.InRange(Allocated(CatalogOf(100_000), query), 0, 2048);
    }

    [Fact]
    public void Page_SessionsOfOneInstant_AreOrderedById()
    {
        var catalog = new SessionCatalog(new(TimeProvider.System));
        foreach (var id in (string[])["b", "a", "B", "a.1"]) Add(catalog, id, 5, "/w");

        Assert.Equal(["B", "a", "a.1", "b"], Ids(catalog.List(new())));
    }

    [Fact]
    public void Page_CursorOfASessionThatIsGone_GoesOnBehindIt()
    {
        var catalog = new SessionCatalog(new(TimeProvider.System));
        foreach (var id in (string[])["a", "b", "d"]) Add(catalog, id, 5, "/w");

        Assert.Equal(["d"], Ids(catalog.List(new() { ContinuationToken = $"w{Epoch.AddSeconds(5).UtcTicks}~c" })));
        Assert.Empty(Ids(catalog.List(new() { ContinuationToken = $"w{Epoch.AddSeconds(5).UtcTicks}~d" })));
        Assert.Equal(["a", "b", "d"], Ids(catalog.List(new() { ContinuationToken = $"w{long.MaxValue}~z" })));
        Assert.Empty(Ids(catalog.List(new() { ContinuationToken = "w0~z" })));
    }

    [Theory]
    [InlineData("")]
    [InlineData("w")]
    [InlineData("~")]
    [InlineData("w~a")]
    [InlineData("w5")]
    [InlineData("wx~a")]
    [InlineData("w-5~a")]
    [InlineData("w5~../a")]
    [InlineData("w99999999999999999999~a")]
    [InlineData("c5~a")]
    public void Page_NotACursor_Throws(string cursor) =>
        Assert.Throws<ArgumentException>(
            () => new SessionCatalog(new(TimeProvider.System)).List(new() { ContinuationToken = cursor }));

    [Fact]
    public void FindCaseCollision_AmongUntouchedSessions_IsExact()
    {
        var catalog = new SessionCatalog(new(TimeProvider.System));
        foreach (var id in (string[])["abc", "ABC", "x"]) Add(catalog, id, 5, "/w");

        Assert.Equal("ABC", catalog.FindCaseCollision(SessionId.Parse("abc"))?.Value);
        Assert.Equal("abc", catalog.FindCaseCollision(SessionId.Parse("ABC"))?.Value);
        Assert.NotNull(catalog.FindCaseCollision(SessionId.Parse("Abc")));
        Assert.Null(catalog.FindCaseCollision(SessionId.Parse("x")));
        Assert.Null(catalog.FindCaseCollision(SessionId.Parse("abcd")));
    }

    private static long Allocated(SessionCatalog catalog, SessionQuery query)
    {
        catalog.List(query);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var page = catalog.List(query);
        var after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(query.Workspace == "/none" ? 0 : 50, page.Items.Count);
        return after - before;
    }

    private static SessionCatalog CatalogOf(int count)
    {
        var catalog = new SessionCatalog(new(TimeProvider.System));
        for (var i = 0; i < count; i++)
            Add(catalog, string.Create(CultureInfo.InvariantCulture, $"s{i:d6}"), 1_700_000_000 + i, $"/w{i % 10}");
        return catalog;
    }

    private static void Add(SessionCatalog catalog, string id, int updatedAt, string workspace)
    {
        var file = new FileSystemEntry("", FileSystemEntryKind.File, 1, Epoch, 1);
        var head = new SessionHead
        {
            Id = SessionId.Parse(id),
            Life = SomeDocument.Life,
            Revision = 7,
            MessageCount = 2,
            Members = SessionHead.ToMembers(
                new NewSession { Title = "t", Workspace = workspace }, Epoch.AddSeconds(updatedAt),
                Epoch.AddSeconds(updatedAt)),
        };
        var buffer = new ArrayBufferWriter<byte>();
        IndexRowWriter.Write(buffer, head, head.Life, DocumentStamp.Of(file, head.Revision, isForeign: false));
        Assert.True(IndexRow.TryRead(buffer.WrittenSpan[..^1], new(), out _, out var row));
        catalog.AddUntouched(head.Id, row);
    }

    private static IEnumerable<string> Ids(SessionPage page) => page.Items.Select(item => item.Id.Value);
}
