using System.Globalization;
using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

/// <summary>After damage, salvage goes on at the next intact message.</summary>
public sealed class DocumentSalvageTests
{
    private static readonly string[] Some =
    [
        """{"role":"user","content":"one {\"a\": 1} and [2], {}"}""",
        """{"role":"assistant","content":"two","tool_calls":[{"id":"c1","function":{"name":"f"}},{"id":"c2"}]}""",
        """{"role":"tool","content":"é😀 three"}""",
        """{"role":"assistant","content":"four"}""",
    ];

    private static readonly byte[] Bad = [0xFF, 0x00, (byte)'\n', (byte)'"', (byte)'{', (byte)'}', (byte)',', (byte)'x'];

    [Theory]
    [InlineData("own")]
    [InlineData("line")]
    [InlineData("indented")]
    public void Read_BadByteAnywhere_KeepsEveryOtherMessage(string form)
    {
        var file = Document(form, Some);
        foreach (var bad in Bad)
        {
            for (var at = 0; at < file.Length - 1; at++)
            {
                if (file[at] == bad) continue;

                byte[] damaged = [.. file];
                damaged[at] = bad;
                var where = $"{form}, byte {at} is {bad:x2}";
                if (IsStillJson(damaged)) continue;

                AssertSalvaged(Some, DocumentSalvage.Read(damaged), where, mayLose: 2);
            }
        }
    }

    [Theory]
    [InlineData("own")]
    [InlineData("line")]
    [InlineData("indented")]
    public void Read_ByteGoneAnywhere_KeepsEveryOtherMessage(string form)
    {
        var file = Document(form, Some);
        for (var at = 0; at < file.Length - 1; at++)
        {
            byte[] damaged = [.. file[..at], .. file[(at + 1)..]];
            if (IsStillJson(damaged)) continue;

            AssertSalvaged(Some, DocumentSalvage.Read(damaged), $"{form}, without byte {at}", mayLose: 2);
        }
    }

    [Theory]
    [InlineData("own")]
    [InlineData("line")]
    [InlineData("indented")]
    public void Read_RandomDamage_NeverInventsAMessage(string form)
    {
        const int seed = 20261130;
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            string[] messages = [.. Enumerable.Range(0, 12).Select(i => Some[random.Next(Some.Length)]
                .Replace("\"content\":\"", $"\"content\":\"{i} ", StringComparison.Ordinal))];
            var file = Document(form, messages);
            for (var holes = random.Next(1, 4); holes > 0; holes--)
            {
                var (start, length) = (random.Next(file.Length), random.Next(1, 100));
                file.AsSpan(start, Math.Min(length, file.Length - start)).Clear();
            }

            AssertSalvaged(messages, DocumentSalvage.Read(file), $"{form}, seed {seed}, round {round}", mayLose: 12);
        }
    }

    [Theory]
    [InlineData("own")]
    [InlineData("indented")]
    public void Read_TwoDamagedPlaces_KeepsWhatIsBetween(string form)
    {
        var messages = Many(1000);
        var file = Document(form, messages);
        Hole(file, "message 10 ", 1, 0xFF);
        Hole(file, "message 500 ", 40, 0);
        Hole(file, "message 800 ", 300, 0);

        var salvaged = DocumentSalvage.Read(file)!;

        AssertSalvaged(messages, salvaged, form, mayLose: 10);
        Assert.InRange(salvaged.Messages.Count, 990, 999);
    }

    [Fact]
    public void Account_BadByteInOneMessage_SaysWhichHasAReplacement()
    {
        var file = Document("line", Many(1000));
        Hole(file, "message 10 ", 1, 0xFF);

        var salvaged = DocumentSalvage.Read(file)!;

        Assert.Equal(1000, salvaged.Messages.Count);
        Assert.Equal("U+FFFD stands in place of bytes that are no text in message 11 of those that are kept.",
            salvaged.Account());
    }

    [Theory]
    [InlineData("own", "Message 11 of 1000 is left behind.")]
    [InlineData("line", "At least one message is left behind: number 11.")]
    public void Account_MessageBroken_SaysWhichIsLeftBehind(string form, string account)
    {
        var file = Document(form, Many(1000));
        Hole(file, "message 10 ", 1, (byte)'\n');

        var salvaged = DocumentSalvage.Read(file)!;

        Assert.Equal((999, account), (salvaged.Messages.Count, salvaged.Account()));
    }

    // The hole ends in the next message, whose end would pass for that of the first.
    [Fact]
    public void Read_HoleOverTheEndOfAMessage_LeavesBoth()
    {
        var messages = Many(20);
        var file = Document("line", messages);
        Hole(file, "message 10 ", 52, 0);

        var salvaged = DocumentSalvage.Read(file)!;

        AssertSalvaged(messages, salvaged, "a hole", mayLose: 2);
        Assert.Equal(18, salvaged.Messages.Count);
    }

    [Fact]
    public void Read_ManyBracesBetweenTwoDamagedPlaces_TakesNoLongerThanItsLength()
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":[", 200_000));

        var salvaged = DocumentSalvage.Read(Encoding.UTF8.GetBytes(
            $$"""{"session_id":"a","messages":[{"role":"user"},{x},{{nested}},{y},{"role":"tool"}]}"""))!;

        Assert.Equal(2, salvaged.Messages.Count);
    }

    private static string[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture, $$"""{"role":"user","content":"message {{i}} é"}"""))];

    private static void Hole(byte[] file, string at, int length, byte bad) =>
        file.AsSpan(file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(at)) + 3, length).Fill(bad);

    private static byte[] Document(string form, string[] messages) => form switch
    {
        "own" => DocumentWriter.Write(
            SomeDocument.Head with { Members = MemberList.Create([("title", SomeDocument.Utf8("\"t\""))]) },
            SomeDocument.Messages(messages)).Bytes.ToArray(),
        "line" => Encoding.UTF8.GetBytes(
            $$"""{"session_id":"s1","title":"t","messages":[{{string.Join(", ", messages)}}],"tool_calls":[{"a":1}]}"""),
        _ => Encoding.UTF8.GetBytes(
            "{\n  \"session_id\": \"s1\",\n  \"messages\": [\n    "
                + string.Join(",\n    ", messages.Select(Indented)) + "\n  ],\n  \"tool_calls\": []\n}"),
    };

    private static string Indented(string message) => message
        .Replace("\",\"", "\",\n      \"", StringComparison.Ordinal)
        .Replace(":[{", ":[\n        {", StringComparison.Ordinal)
        .Replace("},{", "},\n        {", StringComparison.Ordinal);

    private static bool IsStillJson(byte[] file) => SomeDocument.Read(file).Succeeded;

    private static void AssertSalvaged(string[] messages, SalvagedOutline? salvaged, string where, int mayLose)
    {
        var kept = salvaged?.Messages ?? [];
        var next = 0;
        foreach (var message in kept)
        {
            var text = Compact(SomeDocument.Text(message));
            while (next < messages.Length && !IsTheSame(Compact(messages[next]), text)) next++;
            Assert.True(next < messages.Length, $"{where}: nobody sent {text}");
            next++;
        }

        Assert.True(kept.Count >= messages.Length - mayLose, $"{where}: {kept.Count} of {messages.Length} are kept");
    }

    private static string Compact(string json) => Encoding.UTF8.GetString(JsonText.Compact(Encoding.UTF8.GetBytes(json)));

    // One that was hit has U+FFFD, and else what it had.
    private static bool IsTheSame(string sent, string kept)
    {
        if (sent == kept) return true;
        if (!kept.Contains('\uFFFD', StringComparison.Ordinal)) return false;

        var before = sent.Zip(kept).TakeWhile(pair => pair.First == pair.Second).Count();
        var behind = sent.Reverse().Zip(kept.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return before + behind >= sent.Length - 7;
    }
}
