using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SessionPersistence.Cli;

/// <summary>Prints JSON for a program, as it is written: an answer may be larger than memory should hold
/// twice.</summary>
internal sealed class JsonOutput : IDisposable
{
    private const int Enough = 64 * 1024;

    private static readonly JsonWriterOptions _readable = new() { Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions _oneLine = new() { Encoder = JavaScriptEncoder.Default };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly TextWriter _output;

    private JsonOutput(TextWriter output, JsonWriterOptions options)
    {
        _output = output;
        Json = new(_buffer, options);
    }

    public Utf8JsonWriter Json { get; }

    public static JsonOutput Readable(TextWriter output) => new(output, _readable);

    /// <summary>Prints on one line, ASCII only.</summary>
    public static JsonOutput OneLine(TextWriter output) => new(output, _oneLine);

    /// <summary>Prints what is written by now, if that is much. To be called between values.</summary>
    public void Spill()
    {
        if (Json.BytesPending + _buffer.WrittenCount >= Enough) Print();
    }

    /// <summary>Prints the rest, and ends the line.</summary>
    public void Dispose()
    {
        Print();
        _output.WriteLine();
        Json.Dispose();
    }

    private void Print()
    {
        Json.Flush();
        _output.Write(PrintableText.Json(Encoding.UTF8.GetString(_buffer.WrittenSpan)));
        _buffer.ResetWrittenCount();
    }
}
