using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Hermes;

public sealed class HermesDocumentReaderTests
{
    // Its message_count is wrong, and everything else about it is as the writer that counts leaves it.
    private const string WrongCount = "bc0000000005.json";

    [Fact]
    public void Fixtures_are_there() => Assert.InRange(Fixtures().Count, 150, 400);

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_document_of_the_reference_survives_adoption_token_for_token(string name)
    {
        var original = File.ReadAllBytes(Path.Combine(Root, name));
        var result = SomeDocument.Read(original);
        var head = SomeDocument.ReadHead(original);

        Assert.Equal(result.Fault, head.Fault);
        if (!result.Succeeded) return;

        var adopted = Adopt(result.Document);
        Assert.Equal(result.Document.Head.ToMetadata() with { MessageCount = 0 },
            head.Head!.ToMetadata() with { MessageCount = 0 });
        Assert.True(head.Head.MessageCount == result.Document.Messages.Count
            || name.EndsWith(WrongCount, StringComparison.Ordinal));
        Assert.Equal(JsonTokens.Messages(original), adopted.Messages.Select(message => JsonTokens.Of(message.Span)));

        var members = JsonTokens.Members(original).Where(member => !MemberOrder.IsReserved(member.Key)).ToDictionary();
        Assert.Equal(
            members, adopted.Head.Members.ToDictionary<(string Name, ReadOnlyMemory<byte> RawValue), string, string>(
                m => m.Name, m => JsonTokens.Of(m.RawValue.Span)));
    }

    [Fact]
    public void Faults_of_the_fixtures_are_the_expected_ones()
    {
        Assert.Equal(DocumentFaultKind.ForeignFile, Fault("non-session-json", "export.json"));
        Assert.Equal(DocumentFaultKind.ForeignFile, Fault("non-session-json", "number.json"));
        Assert.Equal(DocumentFaultKind.ForeignFile, Fault("non-session-json", "settings.json"));
        Assert.Equal(DocumentFaultKind.Damaged, Fault("non-session-json", "dictmsgs.json"));
        Assert.Null(Fault("non-session-json", "nullmsgs.json"));
        Assert.Equal(DocumentFaultKind.Damaged, Fault("defect-messages-number", "fd0000000001.json"));
        foreach (var id in new[] { "01", "02", "03", "04", "06", "07" })
            Assert.Equal(DocumentFaultKind.Damaged, Fault("truncated-live-with-backup", $"e500000000{id}.json"));
    }

    [Theory]
    [InlineData("\uFEFF{\"session_id\":\"s1\",\"messages\":[{\"a\":1}]}")]
    [InlineData(
        "{\r\n  \"session_id\": \"s1\",\r\n  \"messages\": [\r\n    {\r\n      \"a\": 1\r\n    }\r\n  ]\r\n}\r\n")]
    [InlineData("{\"messages\":[{\"a\":1}],\"session_id\":\"s1\"}")]
    [InlineData("{\"messages\":[2,3],\"session_id\":\"x\",\"messages\":[{\"a\":1}],\"session_id\":\"s1\"}")]
    [InlineData("{\"id\":\"s1\",\"messages\":[{\"a\":1}]}")]
    [InlineData("{\"\\u0073ession_id\":\"s1\",\"m\\u0065ssages\":[{\"a\":1}]}")]
    public void Dialect_is_read_and_written_as_strict_JSON(string text)
    {
        var document = SomeDocument.Read(text).Document!;

        Assert.Null(document.Head.ForeignSessionId);
        Assert.Equal("""{"a":1}""", SomeDocument.Text(Assert.Single(Adopt(document).Messages)));
        Assert.Equal("""{"a":1}""", SomeDocument.Text(Assert.Single(document.CompactMessages())));
    }

    [Fact]
    public void Head_of_a_document_with_a_byte_order_mark_is_read()
    {
        var text = "\uFEFF{\"session_id\":\"s1\",\"title\":\"T\",\"created_at\":NaN,\"updated_at\":1,\"message_count\":1,\"anchor_scene_index\":{},\"messages\":[1]}";

        var metadata = SomeDocument.ReadHead(text).Head!.ToMetadata();

        Assert.Equal(("T", 1, DateTimeOffset.UnixEpoch), (metadata.Title, metadata.MessageCount, metadata.CreatedAt));
    }

    // WEAKNESSES.md, W-54: NaN and the infinities are written and break strict parsers.
    [Fact]
    public void W54_non_finite_numbers_are_read_and_never_emitted()
    {
        var document = SomeDocument.Read("""{"session_id":"s1","estimated_cost":NaN,"x":[-Infinity],"messages":[{"score":Infinity,"text":"NaN","n":-1}]}""").Document!;

        var written = DocumentWriter.Write(
            document.Head with { Life = SomeDocument.Life, Revision = 1 }, document.Messages).Bytes;

        Assert.True(JsonTokens.IsJson(written.Span));
        Assert.Contains("\"estimated_cost\": null,", SomeDocument.Text(written), StringComparison.Ordinal);
        Assert.Contains("\"x\": [null]", SomeDocument.Text(written), StringComparison.Ordinal);
        Assert.Contains("""{"score":null,"text":"NaN","n":-1}""", SomeDocument.Text(written), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_that_managed_types_cannot_hold_are_kept()
    {
        var number = new string('9', 400);
        var text = $$"""{"session_id":"s1","tool_calls":[{"big":{{number}}}],"messages":[{"content":"\ud83d","n":{{number}}.50e-1,"dup":1,"dup":2}],"\ude00":"\udc00"}""";

        var adopted = Adopt(SomeDocument.Read(text).Document!);

        Assert.Equal(
            $$"""{"content":"\ud83d","n":{{number}}.50e-1,"dup":1,"dup":2}""", SomeDocument.Text(adopted.Messages[0]));
        Assert.Equal($$"""[{"big":{{number}}}]""", SomeDocument.Text(adopted.Head.Members.Find("tool_calls")!.Value));
        Assert.Equal("\"\\udc00\"", SomeDocument.Text(adopted.Head.Members.Find("\ude00")!.Value));
    }

    [Fact]
    public void Metadata_behind_the_messages_are_read_and_put_in_front()
    {
        var document = SomeDocument.Read(
            """{"messages":[],"zeta":1,"title":"T","session_id":"s1","model":"m"}""").Document!;

        var text = SomeDocument.Text(
            DocumentWriter.Write(document.Head with { Life = SomeDocument.Life, Revision = 1 }, []).Bytes);

        Assert.Equal("T", document.Head.ToMetadata().Title);
        Assert.Contains("\"title\": \"T\",\n  \"model\": \"m\",\n  \"messages\": [],\n  \"zeta\": 1,", text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void Depth_is_read_and_written_without_recursion(int depth)
    {
        var deep = new string('[', depth) + new string(']', depth);

        var adopted = Adopt(
            SomeDocument.Read($$"""{"session_id":"s1","x":{{deep}},"messages":[{{deep}}]}""").Document!);

        Assert.Equal(deep, SomeDocument.Text(adopted.Messages[0]));
        Assert.Equal(deep, SomeDocument.Text(adopted.Head.Members.Find("x")!.Value));
        Assert.Equal(DocumentFaultKind.Damaged,
            SomeDocument.Read($$"""{"session_id":"s1","messages":{{deep[..^1]}}}""").Fault!.Kind);
    }

    [Fact]
    public void Two_hundred_megabytes_are_read_in_place()
    {
        const int size = 200 << 20;
        var message = Encoding.UTF8.GetBytes($$"""{"role": "user", "content": "{{new string('é', 50_000)}}"},""");
        var file = GC.AllocateUninitializedArray<byte>(size);
        file.AsSpan().Fill((byte)' ');
        "{\"session_id\":\"s1\",\"messages\":["u8.CopyTo(file);
        var count = 0;
        for (var at = 32; at + message.Length + 100 < size; at += message.Length, count++) message.CopyTo(file, at);
        file[32 + (count * message.Length) - 1] = (byte)' ';
        "]}"u8.CopyTo(file.AsSpan(size - 2));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var document = SomeDocument.Read(file).Document!;

        Assert.Equal((count, (long)size), (document.Messages.Count, document.Length));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, size, size + (1 << 20));
    }

    public static TheoryData<string> Fixtures() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".json", StringComparison.Ordinal)
                || path.EndsWith(".json.bak", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(name => name.Replace('\\', '/').Contains("/sessions/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");

    private static DocumentFaultKind? Fault(string scenario, string file) =>
        SomeDocument.Read(File.ReadAllBytes(Path.Combine(Root, scenario, "sessions", file))).Fault?.Kind;

    private static SessionDocument Adopt(SessionDocument foreign)
    {
        var written = DocumentWriter.Write(
            foreign.Head with { Life = SomeDocument.Life, Revision = 3 }, foreign.CompactMessages());
        var result = SomeDocument.Read(written.Bytes.ToArray());

        Assert.Equal((DocumentOrigin.Own, written.Crc, 3L),
            (result.Document!.Origin, result.Document.Crc, result.Document.Head.Revision));
        return result.Document;
    }
}
