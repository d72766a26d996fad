using System.Buffers;
using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Tests.Documents;

public sealed class DocumentTrailerTests
{
    [Fact]
    public void The_worked_example_of_the_documentation_holds()
    {
        var body = "{\n  \"session_id\": \"example1\""u8;
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(body);

        var fileCrc = DocumentTrailer.Write(buffer, Crc32C.Compute(body));

        Assert.Equal(28, body.Length);
        Assert.Equal("909102e2", $"{Crc32C.Compute(body):x8}");
        Assert.Equal("{\n  \"session_id\": \"example1\",\n  \"_crc\": \"909102e2\"\n}\n",
            Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.Equal(53, buffer.WrittenCount);
        Assert.Equal(Crc32C.Compute(buffer.WrittenSpan), fileCrc);
        Assert.True(DocumentTrailer.Verify(buffer.WrittenSpan, out var verified));
        Assert.Equal(fileCrc, verified);
    }

    [Fact]
    public void Verify_computes_the_checksum_of_the_file_also_where_it_does_not_match()
    {
        Assert.False(DocumentTrailer.Verify("123456789"u8, out var crc));
        Assert.Equal(0xe3069283u, crc);
        Assert.False(DocumentTrailer.Verify("x,\n  \"_crc\": \"00000000\"\n}\n"u8, out crc));
        Assert.Equal(Crc32C.Compute("x,\n  \"_crc\": \"00000000\"\n}\n"u8), crc);
        Assert.False(DocumentTrailer.Verify(default, out _));
    }
}
