using System.Globalization;

namespace SessionPersistence.Documents;

/// <summary>A session document as it was read.</summary>
internal sealed class SessionDocument
{
    /// <summary>Gets everything except the messages.</summary>
    public required SessionHead Head { get; init; }

    /// <summary>Gets the messages as slices of the file: in a document of ours one line each, in a foreign one as they
    /// were written.</summary>
    /// <remarks>An item that is not a JSON object is kept as it is, so that nothing is lost and no index
    /// shifts.</remarks>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Messages { get; init; }

    /// <summary>Gets what <c>messages</c> is; other programs take a file without a list of messages for
    /// damaged.</summary>
    public MessagesForm Form { get; init; } = MessagesForm.List;

    /// <summary>Gets who wrote it.</summary>
    public required DocumentOrigin Origin { get; init; }

    /// <summary>Gets the CRC-32C of all bytes of the file.</summary>
    public required uint Crc { get; init; }

    /// <summary>Gets the length of the file in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Gets whether it has a checksum that is not its own: a person edited it.</summary>
    public required bool CrcMismatch { get; init; }

    /// <summary>Gets how many messages a document of ours that was changed says that it has.</summary>
    public int? DeclaredCount { get; init; }

    /// <summary>Gets whether a piece of it is missing or there twice: it has another number of messages than it
    /// says.</summary>
    public bool HasOtherCount => CrcMismatch && DeclaredCount is { } declared && declared != Messages.Count;

    /// <summary>Gets what is wrong with it as a whole; <see langword="null"/> when nothing is.</summary>
    public DocumentFault? Fault => !CrcMismatch ? null : new(DocumentFaultKind.Changed, null,
        "The file can be read, but something else than this library changed it: its checksum is not its own."
        + (HasOtherCount ? OtherCount : ""));

    private string OtherCount => string.Create(CultureInfo.InvariantCulture,
        $" It says that it has {DeclaredCount} messages, and has {Messages.Count}: a piece is missing, or there "
        + $"twice.");

    /// <summary>Returns the messages as a document of ours has them: strict JSON without white space between
    /// tokens.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CompactMessages()
    {
        if (Origin == DocumentOrigin.Own) return Messages;

        var result = new ReadOnlyMemory<byte>[Messages.Count];
        for (var i = 0; i < result.Length; i++) result[i] = JsonText.Compact(Messages[i].Span);
        return result;
    }
}
