namespace SessionPersistence.Testing.Disk;

/// <summary>What a reader gets instead of what the file holds.</summary>
internal static class ReadDamage
{
    private const int Sector = 512;

    public static void Apply(FaultPlan? plan, Span<byte> read, long offset)
    {
        if (plan is null || plan.DamageOffset >= read.Length)
            return;

        var at = (int)plan.DamageOffset;
        if (plan.Effect == FaultEffect.BitFlipped)
        {
            read[at] ^= 1;
            return;
        }

        // Sectors are aligned to the file, not to the buffer.
        var start = (offset + at) / Sector * Sector - offset;
        var (from, to) = (Math.Max(0, start), Math.Min(read.Length, start + Sector));
        read[(int)from..(int)to].Clear();
    }
}
