namespace SessionPersistence.Testing;

/// <summary>Which operations of a <see cref="CrashFileSystem"/> go wrong, and how.</summary>
/// <param name="Operation">The kind of operation.</param>
/// <param name="Effect">What happens instead.</param>
public sealed record FaultPlan(CrashOperationKind Operation, FaultEffect Effect = FaultEffect.NotApplied)
{
    /// <summary>Gets the error that the caller gets, where the effect has one.</summary>
    public FaultError Error { get; init; } = FaultError.InputOutput;

    /// <summary>Gets the paths concerned, as <see cref="CrashOperation.Matches(string)"/> reads it;
    /// <see langword="null"/> for all.</summary>
    public string? PathPattern { get; init; }

    /// <summary>Gets which matching operation is the first to go wrong, counted from 1 when the plan is set.</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>Gets how many matching operations in a row go wrong; <see cref="int.MaxValue"/> for all from then
    /// on.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Gets how much of a write is applied with <see cref="FaultEffect.PartlyApplied"/>: so many bytes, or all
    /// but so many when it is negative.</summary>
    public long AppliedBytes { get; init; }

    /// <summary>Gets where a read is damaged, in bytes from the start of what is read; its sector for
    /// <see cref="FaultEffect.SectorBlank"/>.</summary>
    public long DamageOffset { get; init; }
}
