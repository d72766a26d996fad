using System.Text;
using SessionPersistence.Storage;
using SessionPersistence.Testing;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.FileStore;

public sealed class DamagedDocumentTests
{
    private static readonly SessionId Good = SessionId.Parse("good");
    private static readonly SessionId Bad = SessionId.Parse("bad");

    private readonly InMemoryFileSystem _disk = new();

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Open_DamagedDocument_IsReportedWithItsPlace(string damage)
    {
        await SeedAsync(damage);

        await using var store = NewStore();
        var report = await store.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind != FindingKinds.IndexMissing);
        Assert.Equal((FindingKinds.MalformedDocument, FindingCategory.UnsafeToRepair, Bad, "bad.json"),
            (finding.Kind, finding.Category, finding.SessionId, finding.Path));
        Assert.NotNull(finding.Offset);
        Assert.Equal(RecoveryStatus.NeedsManualReview, report.Status);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Verbs_DamagedDocument_ThrowAndNeverChangeIt(string damage)
    {
        await SeedAsync(damage);
        var before = Bytes("bad.json");
        await using (var store = NewStore())
        {
            Func<Task>[] verbs =
            [
                () => store.LoadAsync(Bad),
                () => store.LoadMetadataAsync(Bad),
                () => store.AppendAsync(Bad, [SessionMessage.User("a")]),
                () => store.RewriteAsync(Bad, [], RewriteReason.Clear, 1),
                () => store.UpdateMetadataAsync(Bad, metadata => metadata with { Title = "t" }),
                () => store.BeginTurnAsync(Bad, [SessionMessage.User("a")]),
                () => store.FindOpenTurnAsync(Bad),
                () => store.CheckpointAsync(Bad),
            ];
            foreach (var verb in verbs) Assert.Equal((Bad, "bad.json"), await CorruptAsync(verb));
            await Assert.ThrowsAsync<SessionExistsException>(() => store.CreateAsync(new() { Id = Bad }));
            await store.CheckpointAsync();
        }

        Assert.Equal(before, Bytes("bad.json"));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Open_DamagedDocument_TheOthersWork(string damage)
    {
        await SeedAsync(damage);
        await using var store = NewStore();

        await store.AppendAsync(Good, [SessionMessage.User("b")]);
        await store.CheckpointAsync();

        Assert.Equal(["a", "b"], (await store.LoadAsync(Good))!.Messages.Select(message => message.Text));
        Assert.Equal([Good], (await store.ListAsync(new())).Items.Where(item => item.Fault is null)
            .Select(item => item.Id));
    }

    [Fact]
    public async Task Open_DocumentOverTheLimit_IsReportedAndNotTouched()
    {
        _disk.Seed("/store/bad.json", $$"""{"session_id":"bad","messages":[],"x":"{{new string('x', 5000)}}"}""");
        var before = Bytes("bad.json");
        await using (var store = new FileSessionStore(
            new() { Directory = "/store", MaxDocumentBytes = 4000 }, new() { FileSystem = _disk }))
        {
            var report = await store.OpenAsync();

            var finding = Assert.Single(report.Findings, found => found.Kind != FindingKinds.IndexMissing);
            Assert.Equal((FindingKinds.DocumentTooLarge, Bad), (finding.Kind, finding.SessionId));
            await Assert.ThrowsAsync<SessionTooLargeException>(() => store.AppendAsync(Bad, [SessionMessage.User("a")]));
        }

        Assert.Equal(before, Bytes("bad.json"));
    }

    [Fact]
    public async Task Open_TwoHundredMegabytesOfZeros_IsReported()
    {
        using var folder = TempFolder.ForCaller();
        await using (var file = File.Create(folder.PathOf("bad.json"))) file.SetLength(200 << 20);

        await using var store = new FileSessionStore(
            new() { Directory = folder.Root }, new() { FileSystem = new PhysicalFileSystem() });
        var report = await store.OpenAsync();

        var finding = Assert.Single(report.Findings, found => found.Kind != FindingKinds.IndexMissing);
        Assert.Equal((FindingKinds.MalformedDocument, Bad, 0L), (finding.Kind, finding.SessionId, finding.Offset));
        await store.CreateAsync(new());
        Assert.Equal(200 << 20, new FileInfo(folder.PathOf("bad.json")).Length);
    }

    [Fact]
    public async Task Open_DepthOfTenThousand_IsASession()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        _disk.Seed("/store/good.json",
            $$"""{"session_id":"good","messages":[{"role":"user","content":"a","deep":{{deep}}}],"x":{{deep}}}""");
        await using var store = NewStore();

        await store.AppendAsync(Good, [SessionMessage.User("b")]);
        await store.CheckpointAsync();

        Assert.Equal(["a", "b"], (await store.LoadAsync(Good))!.Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task Delete_DamagedSession_RemovesIt()
    {
        _disk.Seed("/store/bad.json", "{");
        await using var store = NewStore();

        Assert.True(await store.DeleteAsync(Bad));

        Assert.Null(await store.LoadAsync(Bad));
        await Assert.ThrowsAsync<SessionDeletedException>(() => store.CreateAsync(new() { Id = Bad }));
    }

    public static TheoryData<string> Damages() => [.. Files.Keys];

    private static Dictionary<string, Func<byte[], byte[]>> Files { get; } = new()
    {
        ["empty"] = _ => [],
        ["own, cut in the messages"] = own => own[..^40],
        ["own, cut in the head"] = own => own[..20],
        ["foreign, cut"] = _ =>
            Encoding.UTF8.GetBytes("""{"session_id":"bad","messages":[{"role":"user","content":"a"},{"ro"""),
        ["random"] = _ => RandomBytes(4096),
        ["depth without end"] = _ =>
            Encoding.UTF8.GetBytes($$"""{"session_id":"bad","messages":[{{new string('[', 10_000)}}"""),
        ["two objects"] = _ => Encoding.UTF8.GetBytes("""{"session_id":"bad","messages":[]}{}"""),
    };

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private FileSessionStore NewStore() => new(new() { Directory = "/store" }, new() { FileSystem = _disk });

    private byte[] Bytes(string name) => DiskTree.Of(_disk, "/store")[name];

    private async Task SeedAsync(string damage)
    {
        var own = new InMemoryFileSystem();
        await using (var store = new FileSessionStore(new() { Directory = "/store" }, new() { FileSystem = own }))
        {
            await store.CreateAsync(
                new() { Id = Bad, Messages = [SessionMessage.User("a"), SessionMessage.Assistant("b")] });
        }

        _disk.Seed("/store/bad.json", Files[damage](DiskTree.Of(own, "/store")["bad.json"]));
        _disk.Seed("/store/good.json", """{"session_id":"good","messages":[{"role":"user","content":"a"}]}""");
    }

    private static async Task<(SessionId, string)> CorruptAsync(Func<Task> verb)
    {
        var error = await Assert.ThrowsAsync<SessionCorruptException>(verb);
        return (error.SessionId, error.Path);
    }
}
