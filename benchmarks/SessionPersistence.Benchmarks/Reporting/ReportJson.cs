using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionPersistence.Benchmarks.Reporting;

/// <summary>Prints a report as one JSON object.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static void Print(Report report, TextWriter output)
    {
        // Units stay readable; nobody puts this into a page.
        var options = new JsonSerializerOptions(
            Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        output.WriteLine(JsonSerializer.Serialize(report, new ReportJson(options).Report));
    }
}
