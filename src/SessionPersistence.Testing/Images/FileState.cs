using SessionPersistence.Testing.Disk;

namespace SessionPersistence.Testing.Images;

/// <summary>One content that a file can have after the crash, and how it came about.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Write">The last pending write that was decided; <see langword="null"/> where there is none.</param>
/// <param name="Tear">What was kept of it.</param>
/// <param name="Before">The state that it was applied to.</param>
internal sealed record FileState(
    PagedBytes Content, PendingWrite? Write = null, Tear Tear = default, FileState? Before = null)
{
    public bool KeepsAny => Write is not null
        && (Tear.Kind != TearKind.None || Tear.Fill is not null || Before!.KeepsAny);

    public IEnumerable<(int Index, Tear Tear)> Decisions()
    {
        for (var state = this; state?.Write is { } write; state = state.Before)
            yield return (write.Index, state.Tear);
    }
}
