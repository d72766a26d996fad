using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Documents;

public sealed class JsonScannerTests
{
    private const string Sample =
        """{"a":[1,-0,0.5,1e9,-2.25E-3,true,false,null,"x\"\\\/\b\f\n\r\té\ud83d\uD83D\uDE00 é😀"],"":{},"b":[[],{"c":{"d":[0]}}], "e" : "" }""";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\0")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,}")]
    [InlineData("{1:1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{'a':1}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\"::1}")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("-01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.e1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.5.5")]
    [InlineData("0x1")]
    [InlineData("1_000")]
    [InlineData("tru")]
    [InlineData("truee")]
    [InlineData("True")]
    [InlineData("nul")]
    [InlineData("undefined")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("\"\\")]
    [InlineData("\"\\\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\U0041\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"a\0b\"")]
    [InlineData("1 2")]
    [InlineData("{} {}")]
    [InlineData("[1] // comment")]
    [InlineData("/* */ 1")]
    [InlineData("\uFEFF1")]
    [InlineData("\u00A01")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("[NaN]")]
    public void Malformed_text_is_refused(string text) => Assert.False(IsJson(text));

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData(" 1 ")]
    [InlineData("1E+2")]
    [InlineData("123456789012345678901234567890.5e-400")]
    [InlineData("\"\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\u007f\u0085\u2028\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\t[\r\n{ } ,[ ] ]\n")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData(Sample)]
    public void Well_formed_text_is_taken_whole(string text) => Assert.True(IsJson(text));

    [Fact]
    public void Every_cut_is_judged_as_the_parser_of_the_platform_judges_it()
    {
        var text = Encoding.UTF8.GetBytes(Sample);

        for (var length = 0; length < text.Length; length++) Assert.False(IsJson(text[..length]), $"cut at {length}");
        Assert.True(IsJson(text));
    }

    [Fact]
    public void Random_changes_are_judged_as_the_parser_of_the_platform_judges_them()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var sample = Encoding.UTF8.GetBytes(Sample);
        var alphabet = "{}[]\":,\\u0123456789abcdefntr.eE+- \n\t\0N/"u8.ToArray();

        for (var round = 0; round < 20_000; round++)
        {
            var text = sample.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];

            Assert.True(JsonTokens.IsJson(text) == IsJson(text), $"seed {seed}: {Encoding.UTF8.GetString(text)}");
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void Depth_costs_no_stack(int depth)
    {
        var mixed = string.Concat(Enumerable.Repeat("[{\"a\":", depth / 2)) + "1"
            + string.Concat(Enumerable.Repeat("}]", depth / 2));

        Assert.True(IsJson(mixed));
        Assert.False(IsJson(mixed[..^1]));
        Assert.False(IsJson(mixed[..^1] + "}"));
        Assert.False(IsJson(new string('[', depth)));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("[Infinity,-Infinity]")]
    [InlineData("{\"a\":NaN}")]
    public void Non_finite_numbers_pass_in_the_tolerant_dialect_only(string text)
    {
        var scanner = new JsonScanner(Encoding.UTF8.GetBytes(text), JsonDialect.Tolerant);

        Assert.True(scanner.TryTakeValue(out _));
        Assert.False(IsJson(text));
    }

    [Fact]
    public void A_failed_value_leaves_nothing_open_for_the_next()
    {
        var scanner = new JsonScanner("[[[ ? 1"u8);

        Assert.False(scanner.TryTakeValue(out _));
        Assert.Equal(4, scanner.FaultOffset);
        Assert.False(scanner.TryTakeValue(out _));
        Assert.Equal(4, scanner.FaultOffset);
    }

    [Fact]
    public void A_value_is_taken_without_white_space_around_it()
    {
        var scanner = new JsonScanner("  { \"a\" : 1 }  "u8);

        Assert.True(scanner.TryTakeValue(out var range));
        Assert.Equal(2..13, range);
    }

    [Fact]
    public void Ordinary_depth_allocates_nothing()
    {
        var text = Encoding.UTF8.GetBytes(Sample);
        Assert.True(IsJson(text));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) IsJson(text);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static bool IsJson(string text) => IsJson(Encoding.UTF8.GetBytes(text));

    private static bool IsJson(byte[] text)
    {
        var scanner = new JsonScanner(text);
        if (!scanner.TryTakeValue(out _)) return false;

        scanner.Peek();
        return scanner.Position == text.Length;
    }
}
