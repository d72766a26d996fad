using System.Text.Json.Serialization;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>The generated code that writes a <see cref="HostSession"/>, compactly.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(HostSession))]
internal sealed partial class HostJson : JsonSerializerContext;
