using System.Globalization;
using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>One way in which a write can be kept in part.</summary>
/// <param name="Kind">Which sectors.</param>
/// <param name="Number">How many, which one, or a mask of them.</param>
/// <param name="Fill">What stands in the sectors that the length covers and the write did not reach; without, the
/// length ends with what was written.</param>
internal readonly record struct Tear(TearKind Kind, long Number = 0, byte? Fill = null)
{
    public const int Sector = 512;

    public static int SectorsOf(PendingWrite write) => (int)((write.End - 1) / Sector - write.Offset / Sector + 1);

    public PagedBytes Apply(PendingWrite write, PagedBytes content, CrashModel model)
    {
        if (Fill is { } fill && write.End > content.Length)
            content = content.Fill(content.Length, write.End - content.Length, fill);
        foreach (var (start, end) in Runs(write))
        {
            // New bytes come before the length that covers them: none can stand behind a hole.
            if (model == CrashModel.StrictPosix || write.Offset + start <= content.Length)
                content = write.Apply(content, start, end);
        }

        return content;
    }

    public override string ToString()
    {
        var kept = Kind switch
        {
            TearKind.None => "dropped",
            TearKind.All => "kept",
            TearKind.Prefix => $"torn: the first {Text(Number)} sectors",
            TearKind.Single => $"torn: sector {Text(Number)} alone",
            TearKind.AllBut => $"torn: all sectors but {Text(Number)}",
            TearKind.Mask => "torn: sectors (last digit first) " + Number.ToString("b", CultureInfo.InvariantCulture),
            _ => $"torn: the first {Text(Number)} bytes",
        };
        return Fill is { } fill ? $"{kept}, length kept, the rest 0x{fill:x2}" : kept;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<(long Start, long End)> Runs(PendingWrite write)
    {
        var sectors = SectorsOf(write);
        var number = (int)Number;
        return Kind switch
        {
            TearKind.None => [],
            TearKind.All => [(0, write.Length)],
            TearKind.Prefix => [Run(write, 0, number)],
            TearKind.Single => [Run(write, number, number + 1)],
            TearKind.AllBut => [Run(write, 0, number), Run(write, number + 1, sectors)],
            TearKind.Mask => Enumerable.Range(0, sectors)
                .Where(sector => (number >> sector & 1) != 0)
                .Select(sector => Run(write, sector, sector + 1)),
            _ => [(0, Number)],
        };
    }

    private static (long Start, long End) Run(PendingWrite write, int from, int to)
    {
        var first = write.Offset / Sector;
        return ((first + from) * Sector - write.Offset, (first + to) * Sector - write.Offset);
    }
}
