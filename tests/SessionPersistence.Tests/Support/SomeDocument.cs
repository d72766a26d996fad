using System.Text;
using SessionPersistence.Documents;
using SessionPersistence.Hermes;

namespace SessionPersistence.Tests.Support;

/// <summary>Documents for tests.</summary>
internal static class SomeDocument
{
    public const string Path = "store/s1.json";
    public const string Life = "0123456789abcdef";

    public static SessionId Id { get; } = SessionId.Parse("s1");

    public static SessionHead Head { get; } = new() { Id = Id, Life = Life, Revision = 7 };

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static ReadOnlyMemory<byte>[] Messages(params string[] messages) => [.. messages.Select(Utf8)];

    public static DocumentReader Reader(BytesFileSystem disk, long maxBytes = 256L << 20) =>
        new(disk, new HermesDocumentReader(), maxBytes);

    public static DocumentReadResult Read(byte[] file, SessionId? id = null) =>
        Reader(new() { [Path] = file }).Read(Path, id ?? Id);

    public static DocumentReadResult Read(string file) => Read(Encoding.UTF8.GetBytes(file));

    public static DocumentHeadResult ReadHead(byte[] file) => Reader(new() { [Path] = file }).ReadHead(Path, Id);

    public static DocumentHeadResult ReadHead(string file) => ReadHead(Encoding.UTF8.GetBytes(file));

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
