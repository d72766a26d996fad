using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>Lists the ways in which one write can be torn.</summary>
internal sealed class TearPlan(CrashModel model, CrashImageLimits limits)
{
    private const int SectorsOfAllMasks = 6;
    private const int Borders = 16;

    public bool Truncated { get; private set; }

    /// <summary>Lists the tears of a write over content of some length; the first is "none" and the second is
    /// "all".</summary>
    public IEnumerable<Tear> List(PendingWrite write, long length, bool isLast)
    {
        yield return new Tear(TearKind.None);
        yield return new Tear(TearKind.All);
        if (write.IsCut)
            yield break;

        var grows = write.End > length;
        foreach (var shape in Shapes(write))
        {
            // In strict POSIX the length is apart from the bytes: kept with any of them, or ending where a prefix ends.
            if (grows && model == CrashModel.StrictPosix)
            {
                yield return shape with { Fill = 0 };
                yield return shape with { Fill = 0xff };
                if (shape.Kind != TearKind.Prefix)
                    continue;
            }

            yield return shape;
        }

        foreach (var border in isLast ? RecordBorders(write) : [])
            yield return new Tear(TearKind.Bytes, border);
    }

    private IEnumerable<Tear> Shapes(PendingWrite write)
    {
        var sectors = Tear.SectorsOf(write);
        yield return new Tear(TearKind.None);
        if (write.Uniform is not null)
        {
            // Torn anywhere, a run of one byte reads alike.
            if (sectors > 1)
                yield return new Tear(TearKind.Prefix, sectors / 2);
        }
        else if (sectors <= SectorsOfAllMasks)
        {
            for (var count = 1; count < sectors; count++)
                yield return new Tear(TearKind.Prefix, count);
            for (var mask = 1; mask < (1 << sectors) - 1; mask++)
                yield return new Tear(TearKind.Mask, mask);
        }
        else
        {
            foreach (var sector in Selected(sectors))
            {
                if (sector > 0)
                    yield return new Tear(TearKind.Prefix, sector);
                yield return new Tear(TearKind.Single, sector);
                yield return new Tear(TearKind.AllBut, sector);
            }
        }
    }

    private IEnumerable<int> Selected(int sectors)
    {
        var count = limits.SectorsPerWrite;
        if (sectors <= count)
            return Enumerable.Range(0, sectors);

        Truncated = true;
        var edge = Math.Max(1, count * 3 / 8);
        var between = Math.Max(0, count - 2 * edge);
        var random = new Random(limits.Seed);
        return Enumerable.Range(0, edge)
            .Concat(Enumerable.Range(0, between).Select(_ => random.Next(edge, sectors - edge)).Distinct().Order())
            .Concat(Enumerable.Range(sectors - edge, edge));
    }

    private IEnumerable<long> RecordBorders(PendingWrite write)
    {
        if (write.Uniform is not null)
            return [];

        var ends = write.LineEnds().Take(Borders + 1).ToList();
        if (ends.Count > Borders)
        {
            Truncated = true;
            ends.RemoveAt(Borders);
        }

        return ends.SelectMany(end => new[] { end - 1, end })
            .Concat([1, write.Length - 1])
            .Where(border => border > 0 && border < write.Length)
            .Distinct();
    }
}
