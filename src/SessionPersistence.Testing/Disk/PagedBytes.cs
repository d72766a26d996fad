namespace SessionPersistence.Testing.Disk;

/// <summary>The unchanging content of a file: a change makes a new one that shares the pages it leaves alone.</summary>
internal sealed class PagedBytes
{
    public static readonly PagedBytes Empty = new([], 0);

    private readonly Page[] _pages;
    private ulong _hash;

    // Bytes of the last page past the length are always NUL, so that equal content is equal pages.
    private PagedBytes(Page[] pages, long length) => (_pages, Length) = (pages, length);

    public long Length { get; }

    public ulong Hash => _hash != 0 ? _hash : _hash = ComputeHash();

    public static PagedBytes Of(ReadOnlySpan<byte> bytes) => Empty.Write(0, bytes);

    public int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (var done = 0; done < count;)
        {
            var (page, start) = Locate(offset + done);
            var piece = Math.Min(Page.Size - start, count - done);
            _pages[page].Bytes.Slice(start, piece).CopyTo(buffer[done..]);
            done += piece;
        }

        return count;
    }

    public byte[] ToArray() => Slice(0, Length);

    public byte[] Slice(long offset, long count)
    {
        var bytes = new byte[Math.Clamp(Length - offset, 0, count)];
        Read(bytes, offset);
        return bytes;
    }

    /// <summary>Writes over or past the end; a gap before the offset reads as NUL.</summary>
    public PagedBytes Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return this;

        var length = Math.Max(Length, offset + bytes.Length);
        var pages = Resize(length);
        for (var done = 0; done < bytes.Length;)
        {
            var (page, start) = Locate(offset + done);
            var piece = Math.Min(Page.Size - start, bytes.Length - done);
            var part = bytes.Slice(done, piece);
            pages[page] = piece == Page.Size ? Page.Copy(part) : Overlay(pages[page], start, part);
            done += piece;
        }

        return new PagedBytes(pages, length);
    }

    /// <summary>Writes one byte many times over.</summary>
    public PagedBytes Fill(long offset, long count, byte value)
    {
        if (count <= 0)
            return this;

        var end = offset + count;
        var pages = Resize(Math.Max(Length, end));
        for (var at = offset; at < end;)
        {
            var (page, start) = Locate(at);
            var piece = (int)Math.Min(Page.Size - start, end - at);
            pages[page] = piece == Page.Size
                ? Page.Uniform(value)
                : Overlay(pages[page], start, Page.Uniform(value).Bytes[..piece]);
            at += piece;
        }

        return new PagedBytes(pages, Math.Max(Length, end));
    }

    /// <summary>Cuts the content, or grows it with NUL.</summary>
    public PagedBytes SetLength(long length)
    {
        if (length == Length)
            return this;

        var pages = Resize(length);
        var (page, start) = Locate(length);
        if (length < Length && start > 0)
            pages[page] = Overlay(pages[page], start, Page.Blank.Bytes[start..]);
        return new PagedBytes(pages, length);
    }

    private static (int Page, int Start) Locate(long offset) => ((int)(offset / Page.Size), (int)(offset % Page.Size));

    private static Page Overlay(Page page, int start, ReadOnlySpan<byte> bytes)
    {
        var copy = page.Bytes.ToArray();
        bytes.CopyTo(copy.AsSpan(start));
        return Page.Of(copy);
    }

    private Page[] Resize(long length)
    {
        var pages = new Page[checked((int)((length + Page.Size - 1) / Page.Size))];
        var kept = Math.Min(pages.Length, _pages.Length);
        Array.Copy(_pages, pages, kept);
        pages.AsSpan(kept).Fill(Page.Blank);
        return pages;
    }

    private ulong ComputeHash()
    {
        var hash = (ulong)Length;
        foreach (var page in _pages)
            hash = Page.Mix(hash, page.Hash);
        return hash | 1;
    }
}
