using System.Buffers;
using System.Text.Json;

namespace SessionPersistence.Benchmarks.Contestants;

/// <summary>Rival: keeps the conversation in memory and rewrites its file, safely, once a turn.</summary>
/// <remarks>
/// Temporary file, flush, rename, flush of the directory. It is spared what makes a turn durable before the model runs:
/// a crash loses what the user said.
/// </remarks>
internal sealed class DocumentRewriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly string _text;
    private readonly RawDirectory _directory;
    private readonly HostSession _session = new() { SessionId = "session", Title = "Kyoto" };
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <param name="directory">Where the document lies.</param>
    /// <param name="messages">How many messages there are already.</param>
    /// <param name="text">What each of them says.</param>
    public DocumentRewriter(string directory, int messages, string text)
    {
        _path = Path.Join(directory, "session.json");
        _temporaryPath = Path.Join(directory, "session.json.tmp");
        _text = text;
        _directory = new(directory);
        while (_session.Messages.Count < messages) AddTurn();
        Rewrite();
    }

    /// <summary>Gets the bytes handed to the file system so far.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Adds what the user said and what was answered; both are durable when it returns.</summary>
    public void TakeTurn()
    {
        AddTurn();
        Rewrite();
    }

    public void Dispose() => _directory.Dispose();

    private void AddTurn()
    {
        Add("user");
        Add("assistant");
    }

    private void Add(string role) =>
        _session.Messages.Add(new(Guid.NewGuid().ToString("N"), role, _text, EpochSeconds()));

    private void Rewrite()
    {
        _session.UpdatedAt = EpochSeconds();
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer))
            JsonSerializer.Serialize(writer, _session, HostJson.Default.HostSession);
        using (var file = RawFile.Create(_temporaryPath))
        {
            file.Write(_buffer.WrittenSpan, 0);
            file.Flush();
        }

        File.Move(_temporaryPath, _path, overwrite: true);
        _directory.Flush();
        WrittenBytes += _buffer.WrittenCount;
    }

    private static double EpochSeconds() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
}
