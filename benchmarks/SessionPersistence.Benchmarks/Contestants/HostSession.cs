namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>A conversation as a host without this library would type it.</summary>
internal sealed class HostSession
{
    public string SessionId { get; init; } = "";

    public string Title { get; init; } = "";

    public double UpdatedAt { get; set; }

    public List<HostMessage> Messages { get; init; } = [];
}
