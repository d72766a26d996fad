using System.Globalization;
using System.Text.Unicode;
using SessionPersistence.Documents;
using SessionPersistence.StateDb;
using SessionPersistence.Storage;

namespace SessionPersistence.Hermes;

/// <summary>The sessions that hermes-webui deleted: <c>{"version": 1, "ids": ["…"]}</c>.</summary>
/// <remarks>
/// A tombstone keeps a session from coming back; it never removes a document that is there. A file that is not of this
/// form names no session, as for its own reader, which takes a version that is 1 as a number, as text or by cutting off
/// its fraction. Of ids that are no text only numbers can name a session.
/// </remarks>
internal sealed class HermesTombstones : IDocumentVeto
{
    private const string DecidedWithout =
        "It is decided without one, as that program does: a session that was deleted may come back from a backup.";

    public const string FileName = "_deleted_webui_sessions.json";

    private readonly HashSet<SessionId> _ids;
    private readonly bool _isUnreadable;

    private HermesTombstones(HashSet<SessionId> ids, string? fault = null, bool isUnreadable = false) =>
        (_ids, Fault, _isUnreadable) = (ids, fault, isUnreadable);

    /// <summary>Reads the tombstones of a directory; there are none where there is no file.</summary>
    public static HermesTombstones Read(StoreDirectory directory)
    {
        try
        {
            var path = directory.PathOf(FileName);
            return directory.Disk.FindEntry(path) is null ? new([]) : Parse(FileContent.Read(directory.Disk, path));
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            return new([], $"{exception.Message} No session is made of a database; one that was deleted may come back "
                + "from a backup.", isUnreadable: true);
        }
    }

    /// <summary>Gets the sessions that were deleted.</summary>
    public IReadOnlySet<SessionId> Ids => _ids;

    /// <inheritdoc/>
    public string? Fault { get; }

    /// <inheritdoc/>
    public DocumentVeto Of(SessionId id) =>
        _ids.Contains(id) ? DocumentVeto.Tombstoned : _isUnreadable ? DocumentVeto.Uncertain : DocumentVeto.None;

    private static HermesTombstones Parse(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json) || !JsonText.IsValue(json)) return new([], $"It is not JSON. {DecidedWithout}");
        if (!IsVersion1(JsonMembers.Find(json, "version"u8)))
            return new([], $"It is not of version 1. {DecidedWithout}");

        var list = JsonMembers.Find(json, "ids"u8);
        if (list is [not (byte)'[', ..]) return new([], $"Its 'ids' are no list. {DecidedWithout}");

        var ids = new HashSet<SessionId>();

        var items = new JsonItems(list);
        while (items.MoveNext())
        {
            if (SessionId.TryParse(TextOf(items.Current), out var id)) ids.Add(id);
        }

        return new(ids);
    }

    private static bool IsVersion1(ReadOnlySpan<byte> version) => version switch
    {
        [(byte)'"', ..] => long.TryParse(JsonValue.AsString(version), NumberStyles.Integer,
            CultureInfo.InvariantCulture, out var number) && number == 1,
        _ when version.SequenceEqual("true"u8) => true,
        _ => double.TryParse(version, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Truncate(number) == 1,
    };

    private static string? TextOf(ReadOnlySpan<byte> item) => item switch
    {
        [(byte)'"', ..] => JsonValue.AsString(item)!.Trim(),
        _ when JsonValue.AsInteger(item) is { } number and not 0 => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
