using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrashAndRecover.Pipe;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static byte[] Line(Report report) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(report, Default.Report), (byte)'\n'];

    /// <summary>Reads a line; a line that the kill cut off is no JSON object and reads as
    /// <see langword="null"/>.</summary>
    public static Report? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.Report);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
