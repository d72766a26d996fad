namespace SessionPersistence.Testing;

/// <summary>A crash after which something promised did not hold.</summary>
/// <param name="Model">The model of power loss; <see langword="null"/> when only the process died.</param>
/// <param name="OperationCount">The number of operations of the scenario before the crash.</param>
/// <param name="Messages">What the check found.</param>
/// <param name="Description">The operations with what became of each, and the disk; of a crash inside recovery, of both
/// crashes.</param>
public sealed record CrashViolation(
    CrashModel? Model, int OperationCount, IReadOnlyList<string> Messages, string Description)
{
    /// <inheritdoc />
    public override string ToString() =>
        string.Join(Environment.NewLine, Messages) + Environment.NewLine + Description;
}
